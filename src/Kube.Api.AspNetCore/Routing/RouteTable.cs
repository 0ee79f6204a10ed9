using System.Collections.Frozen;
using Kube.Api.Aggregation;
using Kube.Api.Catalog;
using Kube.Api.Discovery;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>The routes and discovery documents of one state of the catalog. Looked up with slices of the path: nothing is allocated to find a resource.</summary>
internal sealed class RouteTable
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, ResourceRoute>.AlternateLookup<ReadOnlySpan<char>>>.AlternateLookup<ReadOnlySpan<char>> _versions;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _groups;

    public RouteTable(ResourceCatalogSnapshot catalog, IReadOnlyList<AggregatedApi> behind)
    {
        (Catalog, Behind) = (catalog, behind);
        Discovery = new DiscoveryDocuments(catalog, behind);
        _versions = catalog.Definitions
            .GroupBy(definition => definition.Kind.ApiVersion)
            .ToFrozenDictionary(
                version => version.Key,
                version => version.ToFrozenDictionary(definition => definition.Plural, definition => new ResourceRoute(definition)).GetAlternateLookup<ReadOnlySpan<char>>())
            .GetAlternateLookup<ReadOnlySpan<char>>();
        // Custom resources answer for no more than they are: what else is asked of their groups leads nowhere.
        _groups = catalog.Definitions.Where(definition => !definition.IsUntyped).Select(definition => definition.Kind.Group).ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ResourceCatalogSnapshot Catalog { get; }

    /// <summary>What other servers serve behind this one.</summary>
    public IReadOnlyList<AggregatedApi> Behind { get; }

    public DiscoveryDocuments Discovery { get; }

    public bool HasGroup(ReadOnlySpan<char> group) => _groups.Contains(group);

    public ResourceRoute? Find(in ApiPath path) =>
        _versions.TryGetValue(path.GroupVersion, out var resources) && resources.TryGetValue(path.Resource, out var route) ? route : null;
}
