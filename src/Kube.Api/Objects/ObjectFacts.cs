using System.Text;
using System.Text.Json;
using Kube.Api.Catalog;
using Kube.Shared.Text;

namespace Kube.Api.Objects;

/// <summary>What selections, indexes and preconditions ask of an object, read from its bytes in one pass without decoding it. Immutable.</summary>
public sealed class ObjectFacts
{
    private static readonly Dictionary<string, string> s_none = [];

    private readonly string[] _selectable;

    private ObjectFacts(string name, string ns, string uid, bool terminating, Dictionary<string, string> labels, string[] selectable)
    {
        Name = name;
        Namespace = ns;
        Uid = uid;
        IsTerminating = terminating;
        Labels = labels;
        _selectable = selectable;
    }

    /// <summary><c>metadata.name</c>.</summary>
    public string Name { get; }

    /// <summary><c>metadata.namespace</c>; empty for a cluster-scoped object.</summary>
    public string Namespace { get; }

    /// <summary><c>metadata.uid</c>.</summary>
    public string Uid { get; }

    /// <summary><c>metadata.deletionTimestamp</c> is set: the object is on its way out.</summary>
    public bool IsTerminating { get; }

    /// <summary><c>metadata.labels</c>; never null.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The value of the resource's selectable field number <paramref name="index"/>.</summary>
    public string Selectable(int index) => _selectable[index];

    internal static ObjectFacts Parse(ReadOnlySpan<byte> json, ResourceDefinition? resource)
    {
        var name = "";
        var ns = "";
        var uid = "";
        var terminating = false;
        var labels = s_none;
        var fields = resource is null ? FactPaths.None : FactPaths.Of(resource);
        var values = fields.NewValues();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var below = fields.Root.Find(ref reader);
            if (!reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                FactPaths.Collect(ref reader, below, values);
                continue;
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) continue;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("name"u8)) name = ReadText(ref reader);
                else if (reader.ValueTextEquals("namespace"u8)) ns = ReadCommonText(ref reader);
                else if (reader.ValueTextEquals("uid"u8)) uid = ReadText(ref reader);
                else if (reader.ValueTextEquals("labels"u8)) labels = ReadLabels(ref reader);
                else if (reader.ValueTextEquals("deletionTimestamp"u8)) terminating = ReadText(ref reader).Length > 0;
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }

        return new(name, ns, uid, terminating, labels, fields.Resolve(values));
    }

    /// <summary>The text at the reader, as one string for all facts that hold it: they stay as long as their objects, and most say what others say.</summary>
    internal static string CommonText(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan) ? CommonStrings.Of(reader.ValueSpan) : reader.GetString()!;

    private static string ReadCommonText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return CommonText(ref reader);
        reader.Skip();
        return "";
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString()!;
        reader.Skip();
        return "";
    }

    private static Dictionary<string, string> ReadLabels(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return s_none;
        var labels = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = CommonText(ref reader);
            labels[key] = ReadCommonText(ref reader);
        }

        return labels;
    }
}
