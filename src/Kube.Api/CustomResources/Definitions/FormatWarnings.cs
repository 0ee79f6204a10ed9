using Kube.Api.CustomResources.Values;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>Warns of formats that nobody checks.</summary>
internal static class FormatWarnings
{
    public static void Add(V1CustomResourceDefinition obj, V1CustomResourceDefinition? old, ICollection<string> warnings)
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        var now = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var version in old?.Spec.Versions ?? []) Collect(version.Schema?.OpenAPIV3Schema, known);
        foreach (var version in obj.Spec.Versions ?? []) Collect(version.Schema?.OpenAPIV3Schema, now);
        foreach (var format in now.Except(known)) warnings.Add($"unrecognized format {BadValue.Quote(format)}");
    }

    private static void Collect(V1JSONSchemaProps? schema, SortedSet<string> found)
    {
        if (schema is null) return;
        if (schema.Format is { Length: > 0 } format && !ValueFormats.IsKnown(format)) found.Add(format);
        foreach (var below in SchemaChildren.Of(schema)) Collect(below.Schema, found);
    }
}
