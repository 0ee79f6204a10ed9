using Kube.Api.Models;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>A specification as upstream's internal form has it: what all versions say alike stands above them once, and that is where errors in it are told.</summary>
internal sealed class LiftedSpec
{
    public LiftedSpec(V1CustomResourceDefinitionSpec spec)
    {
        Spec = spec;
        Versions = spec.Versions ?? [];
        if (Versions.Count == 0) return;
        var first = Versions[0];
        LiftsSchema = Versions.TrueForAll(version => ModelsEqual(version.Schema, first.Schema));
        LiftsSubresources = Versions.TrueForAll(version => version.Subresources is null ? first.Subresources is null : version.Subresources.SemanticEquals(first.Subresources));
        LiftsColumns = Versions.TrueForAll(version => ListsEqual(version.AdditionalPrinterColumns, first.AdditionalPrinterColumns, static (a, b) => a.SemanticEquals(b)));
        LiftsSelectable = Versions.TrueForAll(version => ListsEqual(version.SelectableFields, first.SelectableFields, static (a, b) => a.SemanticEquals(b)));
        if (LiftsSchema) Schema = first.Schema;
        if (LiftsSubresources) Subresources = first.Subresources;
        if (LiftsColumns) Columns = first.AdditionalPrinterColumns;
        if (LiftsSelectable) SelectableFields = first.SelectableFields;
    }

    public V1CustomResourceDefinitionSpec Spec { get; }

    public List<V1CustomResourceDefinitionVersion> Versions { get; }

    public bool LiftsSchema { get; }

    public bool LiftsSubresources { get; }

    public bool LiftsColumns { get; }

    public bool LiftsSelectable { get; }

    public V1CustomResourceValidation? Schema { get; }

    public V1CustomResourceSubresources? Subresources { get; }

    public List<V1CustomResourceColumnDefinition>? Columns { get; }

    public List<V1SelectableField>? SelectableFields { get; }

    /// <summary>The versions as errors show them: as Go writes its internal structures.</summary>
    public string VersionsText => $"[{string.Join(',', Versions.Select(version => "{" + string.Join(',',
        $"\"Name\":\"{version.Name}\"",
        $"\"Served\":{Text(version.Served)}",
        $"\"Storage\":{Text(version.Storage)}",
        $"\"Deprecated\":{Text(version.Deprecated == true)}",
        $"\"DeprecationWarning\":{(version.DeprecationWarning is { } warning ? Validation.BadValue.JsonQuote(warning) : "null")}",
        $"\"Schema\":{(LiftsSchema || version.Schema is null ? "null" : "{}")}",
        $"\"Subresources\":{(LiftsSubresources || version.Subresources is null ? "null" : "{}")}",
        $"\"AdditionalPrinterColumns\":{(LiftsColumns || version.AdditionalPrinterColumns is null ? "null" : "[]")}",
        $"\"SelectableFields\":{(LiftsSelectable || version.SelectableFields is null ? "null" : "[]")}") + "}"))}]";

    private static string Text(bool value) => value ? "true" : "false";

    private static bool ModelsEqual(V1CustomResourceValidation? left, V1CustomResourceValidation? right) => left is null ? right is null : left.SemanticEquals(right);

    private static bool ListsEqual<T>(List<T>? left, List<T>? right, Func<T, T, bool> equal)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        for (var i = 0; i < left?.Count; i++)
            if (!equal(left[i], right![i])) return false;
        return true;
    }
}
