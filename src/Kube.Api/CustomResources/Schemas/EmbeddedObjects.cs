using System.Globalization;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Schemas;

/// <summary>Whole objects inside of objects: their metadata is metadata, and their names of kinds are such (upstream's <c>schema/objectmeta</c>, 1.36).</summary>
internal static class EmbeddedObjects
{
    /// <summary>Drops what metadata does not know, everywhere below.</summary>
    /// <param name="value">The value.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="path">Where it stands; empty at the root.</param>
    /// <param name="report">Takes what was dropped; null when nobody asks.</param>
    /// <exception cref="ModelFormatException">Metadata that is none.</exception>
    public static TreeNode Coerce(TreeNode value, SchemaNode? schema, string path, DecodeReport? report)
    {
        if (schema is null) return value;
        switch (value)
        {
            case TreeObject members:
                TreeObjectBuilder? changed = null;
                foreach (ref readonly var member in members.Members)
                {
                    var known = schema.Find(member.Utf8Name) ?? schema.Additional;
                    var below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    var now = schema.IsEmbedded && member.Utf8Name.SequenceEqual("metadata"u8) ? Metadata(member.Value, below, report)
                        : known is null ? member.Value : Coerce(member.Value, known, below, report);
                    if (!ReferenceEquals(now, member.Value)) (changed ??= new(members)).Set(member.With(now));
                }

                return changed?.Build() ?? members;
            case TreeArray items when schema.Items is not null:
                TreeNode[]? other = null;
                for (var i = 0; i < items.Count; i++)
                {
                    var now = Coerce(items[i], schema.Items, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]", report);
                    if (ReferenceEquals(now, items[i])) continue;
                    other ??= items.Items.ToArray();
                    other[i] = now;
                }

                return other is null ? items : TreeArray.Of(other);
            default:
                return value;
        }
    }

    /// <summary>Whether any whole object lies inside of values of a schema.</summary>
    public static bool AreIn(SchemaNode schema) =>
        schema.IsEmbedded || (schema.Items is { } items && AreIn(items)) || (schema.Additional is { } rest && AreIn(rest))
        || Array.Exists(schema.Properties, static property => AreIn(property.Node));

    /// <summary>The rules of embedded objects: they say what they are.</summary>
    public static void Validate(TreeNode value, SchemaNode? schema, FieldPath? path, FieldErrors errors)
    {
        if (schema is null) return;
        switch (value)
        {
            case TreeObject members:
                if (schema.IsEmbedded) ValidateKind(members, path, errors);
                foreach (ref readonly var member in members.Members)
                {
                    if (schema.Find(member.Utf8Name) is { } known) Validate(member.Value, known, Child(path, member.Name), errors);
                    else if (schema.Additional is { } rest) Validate(member.Value, rest, path is null ? FieldPath.Root("").Key(member.Name) : path.Key(member.Name), errors);
                }

                break;
            case TreeArray items when schema.Items is not null && path is not null:
                for (var i = 0; i < items.Count; i++) Validate(items[i], schema.Items, path.Index(i), errors);
                break;
            default:
                break;
        }
    }

    public static FieldPath Child(FieldPath? path, string name) => path is null ? FieldPath.Root(name) : path.Child(name);

    private static void ValidateKind(TreeObject value, FieldPath? path, FieldErrors errors)
    {
        switch (value["apiVersion"u8])
        {
            case TreeString { Utf8.Length: > 0 } version when version.Value.AsSpan().Count('/') > 1:
                errors.Invalid(Child(path, "apiVersion"), version.Value, $"unexpected GroupVersion string: {version.Value}");
                break;
            case TreeString { Utf8.Length: > 0 }:
                break;
            default:
                errors.Required(Child(path, "apiVersion"));
                break;
        }

        if (value["kind"u8] is not TreeString { Utf8.Length: > 0 } kind)
        {
            errors.Required(Child(path, "kind"));
            return;
        }

        var problems = FormatRules.Dns1035Label(kind.Value.ToLowerInvariant());
        if (problems.Count > 0) errors.Invalid(Child(path, "kind"), kind.Value, "may have mixed case, but should otherwise match: " + string.Join(',', problems));
    }

    private static TreeNode Metadata(TreeNode value, string path, DecodeReport? report)
    {
        if (value is TreeNull) return value;
        var inner = report is null ? null : new DecodeReport();
        try
        {
            var metadata = ObjectMetaTree.Read(value, inner);
            if (inner is not null)
                foreach (var finding in inner.Findings) report!.Add(finding.Replace("field \"metadata", $"field \"{path}", StringComparison.Ordinal));
            var kept = ObjectMetaTree.Write(metadata);
            return TreeNode.DeepEquals(kept, value) ? value : kept;
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{path}: Invalid value: {value}: {e.Message}");
        }
    }
}
