using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>The schemas right below a schema, in upstream's order of going through them, maps by name.</summary>
internal static class SchemaChildren
{
    internal readonly record struct Child(V1JSONSchemaProps Schema, Func<FieldPath, FieldPath> At, string? Property = null, bool IsAdditional = false);

    public static IEnumerable<Child> Of(V1JSONSchemaProps schema)
    {
        if (schema.AdditionalProperties?.Schema is { } additional) yield return new(additional, static path => path.Child("additionalProperties"), IsAdditional: true);
        foreach (var (name, property) in Sorted(schema.Properties)) yield return new(property, path => path.Child("properties").Key(name), name);
        foreach (var (name, property) in Sorted(schema.PatternProperties)) yield return new(property, path => path.Child("patternProperties").Key(name));
        if (schema.AdditionalItems?.Schema is { } items) yield return new(items, static path => path.Child("additionalItems"));
        if (schema.Not is { } not) yield return new(not, static path => path.Child("not"));
        foreach (var child in List(schema.AllOf, "allOf")) yield return child;
        foreach (var child in List(schema.OneOf, "oneOf")) yield return child;
        foreach (var child in List(schema.AnyOf, "anyOf")) yield return child;
        foreach (var (name, definition) in Sorted(schema.Definitions)) yield return new(definition, path => path.Child("definitions").Key(name));
        if (schema.Items?.Schema is { } item) yield return new(item, static path => path.Child("items"));
        foreach (var child in List(schema.Items?.JSONSchemas, "items")) yield return child;
    }

    private static IEnumerable<Child> List(List<V1JSONSchemaProps>? schemas, string name)
    {
        for (var i = 0; i < schemas?.Count; i++)
        {
            var index = i;
            yield return new(schemas[i], path => path.Child(name).Index(index));
        }
    }

    private static IEnumerable<KeyValuePair<string, V1JSONSchemaProps>> Sorted(Dictionary<string, V1JSONSchemaProps>? map) =>
        map is null ? [] : map.OrderBy(static entry => entry.Key, StringComparer.Ordinal);
}
