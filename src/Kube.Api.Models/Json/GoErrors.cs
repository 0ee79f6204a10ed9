using System.Text;

namespace Kube.Api.Json;

/// <summary>Words a value of the wrong type as Go does: which struct, by which path (inlined structs named, keys and indexes not), of which Go type.</summary>
internal static class GoErrors
{
    /// <param name="root">Full name of the type that was read.</param>
    /// <param name="data">The text.</param>
    /// <param name="trail">The reader's trail to the value.</param>
    /// <param name="token">The value's first byte.</param>
    /// <param name="number">The number's text when the type takes numbers but not this one.</param>
    public static string TypeMismatch(string root, ReadOnlySpan<byte> data, ReadOnlySpan<int> trail, byte token, string? number)
    {
        var owner = GoTypes.Find(root);
        var type = owner is null ? root : owner.GoName;
        var structName = "";
        var path = new StringBuilder();
        GoTypes.GoField? field = null;
        foreach (var step in trail)
        {
            if (step >= 0 && field is null && owner?.Find(JsonTrail.NameAt(data, step)) is { } member)
            {
                field = member;
                structName = owner.Name;
                foreach (var group in member.Groups) Append(path, group);
                if (member.Groups.Length > 0) structName = member.Groups[^1];
                Append(path, member.Name);
                type = member.GoType;
                owner = member.Target is null ? null : GoTypes.Find(member.Target);
                if (!member.IsCollection) field = null;
                continue;
            }
            // Into a list or map: the type of its items.
            type = type.StartsWith("[]", StringComparison.Ordinal) ? type[2..]
                : type.StartsWith("map[", StringComparison.Ordinal) ? type[(type.IndexOf(']', StringComparison.Ordinal) + 1)..] : "string";
            field = null;
        }
        var value = Describe(token, number, type);
        type = type switch { "v1.Time" or "v1.MicroTime" or "v1.Duration" => "string", "intstr.IntOrString" => "int32", _ => type };
        return path.Length == 0 ? $"json: cannot unmarshal {value} into Go value of type {type}"
            : $"json: cannot unmarshal {value} into Go struct field {structName}.{path} of type {type}";
    }

    private static void Append(StringBuilder path, string name)
    {
        if (path.Length > 0) path.Append('.');
        path.Append(name);
    }

    private static string Describe(byte token, string? number, string type) => token switch
    {
        (byte)'{' => "object",
        (byte)'[' => "array",
        (byte)'"' => "string",
        (byte)'t' or (byte)'f' => "bool",
        _ => number is null || type == "string" ? "number" : $"number {number}",
    };
}
