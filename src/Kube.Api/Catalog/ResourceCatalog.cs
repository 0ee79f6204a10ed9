namespace Kube.Api.Catalog;

/// <summary>The catalog of what was registered at start-up; defining a custom resource will swap the snapshot whole.</summary>
internal sealed class ResourceCatalog(IEnumerable<ResourceSet> sets) : IResourceCatalog
{
    private volatile ResourceCatalogSnapshot _current = new(sets.SelectMany(set => set.Definitions));

    public ResourceCatalogSnapshot Current => _current;
}
