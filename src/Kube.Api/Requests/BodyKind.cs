using System.Text;
using System.Text.Json;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>Which kind a body says that it is, and upstream's words for a wrong one (<c>apiserver/pkg/endpoints/handlers/rest.go</c>, 1.36).</summary>
internal static class BodyKind
{
    private const int SummaryLength = 30;
    private const string MetaType = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

    /// <summary>Finds <c>apiVersion</c> and <c>kind</c>; what the body leaves out is taken from the kind expected.</summary>
    /// <param name="json">The body as JSON.</param>
    /// <param name="expected">The kind expected.</param>
    /// <param name="sent">The body as it came, for the message.</param>
    /// <exception cref="BadRequestException">The body is no JSON object, or they are no text.</exception>
    public static TypeName Find(ReadOnlyMemory<byte> json, GroupVersionKind expected, ReadOnlyMemory<byte> sent)
    {
        TypeName? found;
        try
        {
            found = Scan(json.Span);
        }
        catch (JsonException)
        {
            found = null;
        }

        // The slow way knows Go's words for everything that is wrong.
        if (found is not { } name) name = ScanTree(json, expected, sent);
        if (name.ApiVersion.AsSpan().Count('/') > 1) throw Unrecognized(expected, $"unexpected GroupVersion string: {name.ApiVersion}", sent);
        return new(name.ApiVersion.Length == 0 ? expected.ApiVersion : name.ApiVersion, name.Kind.Length == 0 ? expected.Kind : name.Kind);
    }

    /// <exception cref="BadRequestException">The body is of another kind.</exception>
    public static void Check(TypeName name, GroupVersionKind expected)
    {
        if (name.Kind == expected.Kind && name.ApiVersion == expected.ApiVersion) return;
        var kind = GroupVersionKind.From(name.ApiVersion, name.Kind);
        if (kind.Kind == expected.Kind && kind.Group == expected.Group && KubernetesTypes.Find(kind) is not null)
            throw new BadRequestException($"the API version in the data ({kind.ApiVersion}) does not match the expected API version ({expected.ApiVersion})");
        throw CannotBeHandled(name, expected, Mismatch(name, expected)!);
    }

    /// <summary>The same for a custom resource, which is read before its kind is looked at.</summary>
    public static void CheckUntyped(TypeName name, GroupVersionKind expected)
    {
        if (name.ApiVersion != expected.ApiVersion)
            throw new BadRequestException($"the API version in the data ({name.ApiVersion}) does not match the expected API version ({expected.ApiVersion})");
        if (name.Kind == expected.Kind) return;
        var errors = new FieldErrors();
        errors.Invalid(FieldPath.Root("kind"), name.Kind, $"must be {expected.Kind}");
        throw new InvalidException(expected.Group, name.Kind, "", errors);
    }

    /// <summary>Upstream's words for an object of another kind; null when it is of the kind expected.</summary>
    public static string? Mismatch(TypeName name, GroupVersionKind expected)
    {
        if (name.Kind == expected.Kind && name.ApiVersion == expected.ApiVersion) return null;
        var kind = GroupVersionKind.From(name.ApiVersion, name.Kind);
        // DeleteOptions and the like are registered in every group.
        var known = KubernetesTypes.Find(kind) is not null || kind.Kind is "DeleteOptions" or "Status" or "CreateOptions" or "UpdateOptions" or "PatchOptions" or "GetOptions" or "ListOptions" or "WatchEvent";
        return known
            ? $"converting ({kind.Version}.{kind.Kind}) to ({Package(expected.Group)}.{expected.Kind}): unknown conversion"
            : $"no kind \"{kind.Kind}\" is registered for version \"{kind.ApiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
    }

    public static BadRequestException CannotBeHandled(TypeName name, GroupVersionKind expected, string why) =>
        new($"{name.Kind} in version \"{GroupVersionKind.From(name.ApiVersion, "").Version}\" cannot be handled as a {expected.Kind}: {why}");

    public static BadRequestException Unrecognized(GroupVersionKind expected, string why, ReadOnlyMemory<byte> body) =>
        new($"the object provided is unrecognized (must be of type {expected.Kind}): {why} ({Summary(body.Span)})");

    /// <summary>Go's words for what is wrong with the syntax of a text; null when nothing is. Slow: for refusals.</summary>
    public static string? SyntaxError(ReadOnlyMemory<byte> json)
    {
        try
        {
            TreeNode.Parse(json);
            return null;
        }
        catch (TreeFormatException e)
        {
            return $"couldn't get version/kind; json parse error: {e.Message}";
        }
    }

    private static TypeName? Scan(ReadOnlySpan<byte> json)
    {
        string? kind = null;
        string? apiVersion = null;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind"u8);
            var isVersion = !isKind && reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            if (isKind || isVersion)
            {
                if (reader.TokenType != JsonTokenType.String) return null;
                if (isKind) kind = reader.GetString();
                else apiVersion = reader.GetString();
                if (kind is not null && apiVersion is not null) break;
            }

            reader.Skip();
        }

        return new(apiVersion ?? "", kind ?? "");
    }

    private static TypeName ScanTree(ReadOnlyMemory<byte> json, GroupVersionKind expected, ReadOnlyMemory<byte> sent)
    {
        const string Opening = "couldn't get version/kind; json parse error: ";
        if (SyntaxError(json) is { } syntax) throw Unrecognized(expected, syntax, sent);
        var node = TreeNode.Parse(json);
        if (node is TreeNull) return new("", "");
        if (node is not TreeObject tree) throw Unrecognized(expected, $"{Opening}json: cannot unmarshal {Describe(node)} into Go value of type {MetaType}", sent);
        return new(Text(tree["apiVersion"u8], "apiVersion"), Text(tree["kind"u8], "kind"));

        string Text(TreeNode? value, string field) => value switch
        {
            null or TreeNull => "",
            TreeString text => text.Value,
            _ => throw Unrecognized(expected, $"{Opening}json: cannot unmarshal {Describe(value)} into Go struct field .{field} of type string", sent),
        };
    }

    private static string Describe(TreeNode node) => node switch
    {
        TreeArray => "array",
        TreeObject => "object",
        TreeString => "string",
        TreeNumber => "number",
        _ => "bool",
    };

    // The name of Go's package of internal types.
    private static string Package(string group)
    {
        if (group.Length == 0) return "core";
        var dot = group.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? group : group[..dot];
    }

    private static string Summary(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return "<empty>";
        var ending = body.Length > SummaryLength ? " ..." : "";
        var start = body[..Math.Min(body.Length, SummaryLength)];
        return (body[0] == (byte)'{' ? Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start)) + ending;
    }

    /// <summary>What stands in a body.</summary>
    internal readonly record struct TypeName(string ApiVersion, string Kind);
}
