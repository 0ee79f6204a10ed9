using System.Collections.Immutable;
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

    private static ImmutableArray<DiscoveryVersion> VersionsOf(IGrouping<string, ResourceDefinition> group) =>
    [
        .. group.GroupBy(definition => definition.Kind.Version)
            .Select(version => new DiscoveryVersion(group.Key, version.Key, [.. version.OrderBy(definition => definition.Plural, StringComparer.Ordinal)]))
            .OrderBy(version => version.Name, Comparer<string>.Create(GroupOrder.CompareVersions)),
    ];
}
