namespace Kube.Api.Catalog;

/// <summary>The catalog: what was registered at start-up, and what is defined while the server runs. Each change swaps the snapshot whole.</summary>
internal sealed class ResourceCatalog : IResourceCatalog
{
    private readonly IReadOnlyList<ResourceDefinition> _registered;
    private volatile ResourceCatalogSnapshot _current;

    public ResourceCatalog(IEnumerable<ResourceSet> sets)
    {
        _registered = [.. sets.SelectMany(set => set.Definitions)];
        _current = new(_registered);
    }

    public ResourceCatalogSnapshot Current => _current;

    /// <summary>Replaces everything that was defined at run time. What is registered goes before it. Called by one loop.</summary>
    public void Define(IEnumerable<ResourceDefinition> defined)
    {
        var known = _registered.Select(static definition => definition.Resource).ToHashSet();
        _current = new([.. _registered, .. defined.Where(definition => !known.Contains(definition.Resource))]);
    }
}
