using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>Says in a line what the schema knows about a type or field; what clients show as its description.</summary>
internal static class FactLines
{
    public static string Of(TypeSchema definition)
    {
        if (definition.Kinds.Count == 1) return $"{definition.Kinds[0].Kind} of {definition.Kinds[0].ApiVersion}.";
        var parts = definition.Name!.Split('.');
        return parts.Length > 2 ? $"{parts[^1]} ({parts[^3]}/{parts[^2]})." : $"{parts[^1]}.";
    }

    public static string Of(FieldSchema field)
    {
        var fact = (field.Required ? "Required " : "Optional ") + Noun(field.Type);
        var type = field.Type;
        if (type.Kind == SchemaKind.List && type.ListTopology == ListTopology.Map) fact += $", one for each {string.Join(" and ", type.ListMapKeys)}";
        if (type.Kind == SchemaKind.List && type.ListTopology == ListTopology.Set) fact += ", each once";
        if (field.PatchMergeKey is { } key) fact += $"; strategic merge patches merge it by {key}";
        else if (field.PatchStrategy.HasFlag(PatchStrategy.Merge)) fact += "; strategic merge patches add to it";
        if (field.Default is { } value and not ("{}" or "\"\"" or "0" or "false")) fact += $"; {value} by default";
        if (type.Traits.Enum.Count > 0) fact += $"; one of {string.Join(", ", type.Traits.Enum)}";
        return fact + ".";
    }

    private static string Noun(TypeSchema type) => type.Name is { } name
        ? name[(name.LastIndexOf('.') + 1)..]
        : type.Kind switch
        {
            SchemaKind.List => $"list of {Noun(type.Element!)}",
            SchemaKind.Map => $"map of names to {Noun(type.Element!)}",
            SchemaKind.String => type.Format == "byte" ? "bytes in base64" : type.Format ?? "string",
            SchemaKind.Integer => "whole number",
            SchemaKind.Number => "number",
            SchemaKind.Boolean => "true or false",
            SchemaKind.IntegerOrString => "whole number or string",
            SchemaKind.Quantity => "quantity",
            SchemaKind.Object => "object",
            _ => "value of any type",
        };
}
