using System.Collections.Immutable;
using Kube.Api.Aggregation;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>A group of the catalog with its versions in discovery's order.</summary>
internal sealed record DiscoveryGroup(string Name, ImmutableArray<DiscoveryVersion> Versions)
{
    public static ImmutableArray<DiscoveryGroup> Of(ResourceCatalogSnapshot catalog) =>
    [
        .. catalog.Definitions
            .GroupBy(definition => definition.Kind.Group)
            .Select(group => new DiscoveryGroup(group.Key, VersionsOf(group)))
            .OrderBy(group => group.Name, Comparer<string>.Create(GroupOrder.CompareGroups)),
    ];

    /// <summary>The groups of the catalog, and behind them those that other servers serve, by their priority.</summary>
    public static ImmutableArray<DiscoveryGroup> Of(ResourceCatalogSnapshot catalog, IReadOnlyList<AggregatedApi> behind)
    {
        var groups = Of(catalog);
        if (behind.Count == 0) return groups;
        var merged = groups.ToBuilder();
        foreach (var group in behind.GroupBy(static api => api.Group))
        {
            var at = merged.ToList().FindIndex(known => known.Name == group.Key);
            ImmutableArray<DiscoveryVersion> theirs = [.. group.Select(static api => new DiscoveryVersion(api.Group, api.Version, [], api))];
            if (at < 0) merged.Add(new DiscoveryGroup(group.Key, theirs));
            else merged[at] = new DiscoveryGroup(group.Key, [.. merged[at].Versions.Where(own => !theirs.Any(version => version.Name == own.Name)), .. theirs]);
        }

        return merged.ToImmutable();
    }

    private static ImmutableArray<DiscoveryVersion> VersionsOf(IGrouping<string, ResourceDefinition> group) =>
    [
        .. group.GroupBy(definition => definition.Kind.Version)
            .Select(version => new DiscoveryVersion(group.Key, version.Key, [.. version.OrderBy(definition => definition.Plural, StringComparer.Ordinal)]))
            .OrderBy(version => version.Name, Comparer<string>.Create(GroupOrder.CompareVersions)),
    ];
}
