using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>Says why a strategically patched object does not decode, in the words of upstream's converter (runtime.FromUnstructured), which differ from
/// those of its JSON decoder.</summary>
internal static class UnstructuredMismatch
{
    /// <summary>The first value whose type does not fit, in the schema's order of fields.</summary>
    /// <returns>Upstream's text; null when every type fits, or the value belongs to a type that decodes itself (times, quantities), where the
    /// decoder's own text is right.</returns>
    public static string? Find(TreeNode node, TypeSchema schema) => node is TreeNull ? null : schema.Kind switch
    {
        SchemaKind.Object => FindInObject(node, schema),
        SchemaKind.Map => FindInMap(node, schema),
        SchemaKind.List => FindInList(node, schema),
        SchemaKind.String => FindInString(node, schema),
        SchemaKind.Boolean => node is TreeBool ? null : "unrecognized type: bool",
        SchemaKind.Integer => FindInInteger(node, schema.Format ?? "int64"),
        SchemaKind.Number => node is TreeNumber ? null : "unrecognized type: float64",
        _ => null,
    };

    private static string? FindInObject(TreeNode node, TypeSchema schema)
    {
        if (node is not TreeObject map) return $"cannot restore struct from: {GoFormat.KindName(node)}";
        foreach (var field in schema.Fields)
            if (map[field.Utf8Name.Span] is { } value && Find(value, field.Type) is { } found) return found;
        return null;
    }

    private static string? FindInMap(TreeNode node, TypeSchema schema)
    {
        if (node is not TreeObject map) return $"cannot restore map from {GoFormat.KindName(node)}";
        foreach (ref readonly var member in map.Members)
            if (Find(member.Value, schema.Element!) is { } found) return found;
        return null;
    }

    private static string? FindInList(TreeNode node, TypeSchema schema)
    {
        if (node is not TreeArray list) return $"cannot restore slice from {GoFormat.KindName(node)}";
        foreach (var item in list.Items)
            if (Find(item, schema.Element!) is { } found) return found;
        return null;
    }

    private static string? FindInString(TreeNode node, TypeSchema schema) => schema.Format switch
    {
        "date-time" => null,
        "byte" => node is TreeString ? null : $"cannot restore slice from {GoFormat.KindName(node)}",
        // Go can convert an integer to a string (a code point), so the converter gets one step further before it refuses.
        _ => node switch
        {
            TreeString => null,
            TreeNumber number when number.TryGetInt64(out _) => "cannot convert int64 to string",
            _ => "unrecognized type: string",
        },
    };

    private static string? FindInInteger(TreeNode node, string type)
    {
        if (node is not TreeNumber number) return $"unrecognized type: {type}";
        if (number.TryGetInt64(out _)) return null;
        var value = number.ToDouble();
        return value.Equals(Math.Truncate(value)) ? null : $"cannot convert float64 to {type}";
    }
}
