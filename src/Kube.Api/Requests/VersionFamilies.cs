using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Kube.Api.Catalog;

namespace Kube.Api.Requests;

/// <summary>Which resources are served in several versions. Made once per state of the catalog.</summary>
internal sealed class VersionFamilies(IResourceCatalog catalog)
{
    private readonly ConditionalWeakTable<ResourceCatalogSnapshot, FrozenDictionary<ResourceDefinition, IReadOnlyList<ResourceDefinition>>> _families = [];

    /// <summary>The versions of a resource; null when there is only the one.</summary>
    public IReadOnlyList<ResourceDefinition>? Find(ResourceDefinition resource) =>

        resource.Family is { } family ? family.Versions.Count > 1 ? family.Versions : null : _families.GetValue(catalog.Current, Make).GetValueOrDefault(resource.Stored);

    private static FrozenDictionary<ResourceDefinition, IReadOnlyList<ResourceDefinition>> Make(ResourceCatalogSnapshot snapshot) =>
        snapshot.Definitions
            .Where(definition => definition is { StoresNothing: false, Family: null })
            .GroupBy(definition => definition.Stored)
            .Where(family => family.Count() > 1)
            .ToFrozenDictionary(family => family.Key, IReadOnlyList<ResourceDefinition> (family) => [.. family]);
}
