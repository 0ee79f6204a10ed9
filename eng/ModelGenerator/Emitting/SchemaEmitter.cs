using Kube.ModelGenerator.Model;

namespace Kube.ModelGenerator.Emitting;

/// <summary>The TypeSchema of a class: fields in OpenAPI's (alphabetical) order, made on first use.</summary>
internal static class SchemaEmitter
{
    public static void Emit(CodeWriter code, ModelType type)
    {
        var clash = type.Fields.Any(field => field.PropertyName == "Schema");
        code.Line($"internal static readonly TypeSchema s_schema = TypeSchema.Object(\"{type.Definition}\", static () =>");
        code.Line("[");
        code.Indent();
        foreach (var field in type.Fields.OrderBy(field => field.JsonName, StringComparer.Ordinal))
            code.Line($"new(\"{field.JsonName}\", {Schema(type, field)}){Traits(field)},");
        code.Unindent();
        code.Line($"]{Options(type)});");
        code.Line();
        if (!clash) code.Line("/// <inheritdoc/>");
        code.Line(clash ? $"static TypeSchema IKubeModel<{type.ClassName}>.Schema => s_schema;" : "public static TypeSchema Schema => s_schema;");
        code.Line();
    }

    private static string Options(ModelType type)
    {
        var kinds = type.PublishedKinds.Count > 0 ? type.PublishedKinds : type.IsKind ? [new KindName(type.Group, type.Version, type.Name)] : [];
        var text = kinds.Count == 0 ? "" : $", kinds: [{string.Join(", ", kinds.Select(kind => $"new(\"{kind.Group}\", \"{kind.Version}\", \"{kind.Kind}\")"))}]";
        if (type.IsAtomic) text += ", topology: MapTopology.Atomic";
        if (type.Unions is { } unions) text += $", unions: {Literal(unions)}";
        return text;
    }

    private static string Schema(ModelType type, ModelField field)
    {
        var element = field.Scalar?.Schema ?? $"{field.ClassName}.s_schema{(field.ClassName == type.ClassName ? "!" : "")}";
        return field.Shape switch
        {
            Shape.Map => $"TypeSchema.Map({element}{(field.MapType == "atomic" ? ", MapTopology.Atomic" : "")})",
            Shape.List when field.ListType == "map" => $"TypeSchema.ListMap({element}, {string.Join(", ", field.ListMapKeys.Select(Literal))})",
            Shape.List => $"TypeSchema.List({element}{(field.ListType == "set" ? ", ListTopology.Set" : "")})",
            _ => element,
        };
    }

    private static string Traits(ModelField field)
    {
        var traits = new List<string>();
        if (field.Required) traits.Add("Required = true");
        if (field.Default is { } value) traits.Add($"Default = {Literal(value)}");
        if (field.PatchStrategies.Length > 0)
            traits.Add($"PatchStrategy = {string.Join(" | ", field.PatchStrategies.Select(strategy => $"PatchStrategy.{Naming.Capital(strategy)}"))}");
        if (field.PatchMergeKey is { } key) traits.Add($"PatchMergeKey = {Literal(key)}");
        if (field.Shape == Shape.Single && field.MapType is { } topology) traits.Add($"MapTopologyHere = MapTopology.{Naming.Capital(topology)}");
        return traits.Count == 0 ? "" : $" {{ {string.Join(", ", traits)} }}";
    }

    private static string Literal(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
