using System.Collections.Frozen;
using System.Collections.Immutable;
using Kube.Api.Aggregation;
using Kube.Api.Catalog;

namespace Kube.Api.Discovery;

/// <summary>Everything that clients can ask about what is served, made from one state of the catalog. Immutable; documents are made on first demand.</summary>
/// <remarks>
/// <code>
/// /api                 LegacyVersions, AggregatedLegacy     /api/v1            FindVersion("", "v1")
/// /apis                Groups, AggregatedGroups             /apis/apps         FindGroup("apps")
///                                                           /apis/apps/v1      FindVersion("apps", "v1")
/// </code>
/// </remarks>
public sealed class DiscoveryDocuments
{
    private readonly FrozenDictionary<string, DiscoveryGroup> _groups;
    private readonly FrozenDictionary<(string Group, string Version), Lazy<DiscoveryDocument>> _versions;
    private readonly FrozenDictionary<string, Lazy<DiscoveryDocument>> _groupDocuments;
    private readonly Lazy<DiscoveryDocument> _list;
    private readonly Lazy<DiscoveryDocument> _aggregatedLegacy;
    private readonly Lazy<DiscoveryDocument> _aggregated;

    /// <summary>Describes a catalog.</summary>
    /// <param name="catalog">What this server serves.</param>
    /// <param name="behind">What other servers serve behind it; null for nothing.</param>
    public DiscoveryDocuments(ResourceCatalogSnapshot catalog, IReadOnlyList<AggregatedApi>? behind = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Catalog = catalog;
        var groups = DiscoveryGroup.Of(catalog, behind ?? []);
        _groups = groups.ToFrozenDictionary(group => group.Name);
        NamedGroups = [.. groups.Where(group => group.Name.Length > 0).Select(group => group.Name)];
        var named = groups.Where(group => group.Name.Length > 0).ToImmutableArray();
        _groupDocuments = named.ToFrozenDictionary(group => group.Name, group => Make(() => LegacyDiscoveryWriter.Group(group)));
        _versions = groups.SelectMany(group => group.Versions, (group, version) => (Key: (group.Name, version.Name), Version: version)).Where(entry => entry.Version.Behind is null)
            .ToFrozenDictionary(entry => entry.Key, entry => Make(() => LegacyDiscoveryWriter.Resources(entry.Version)));
        _list = Make(() => LegacyDiscoveryWriter.Groups(named));
        _aggregatedLegacy = Make(() => AggregatedDiscoveryWriter.Write(groups.Where(group => group.Name.Length == 0)));
        _aggregated = Make(() => AggregatedDiscoveryWriter.Write(named));
    }

    /// <summary>The state of the catalog that the documents describe.</summary>
    public ResourceCatalogSnapshot Catalog { get; }

    /// <summary>The groups under <c>/apis</c>, in discovery's order.</summary>
    public ImmutableArray<string> NamedGroups { get; }

    /// <summary><c>APIGroupList</c>.</summary>
    public DiscoveryDocument Groups => _list.Value;

    /// <summary><c>APIGroupDiscoveryList</c> of the core group, v2.</summary>
    public DiscoveryDocument AggregatedLegacy => _aggregatedLegacy.Value;

    /// <summary><c>APIGroupDiscoveryList</c> of the named groups, v2.</summary>
    public DiscoveryDocument AggregatedGroups => _aggregated.Value;

    /// <summary><c>APIVersions</c>, which tells clients where the server is.</summary>
    /// <param name="serverAddress">Host and port as clients reach them.</param>
    public DiscoveryDocument LegacyVersions(string serverAddress) =>
        new(LegacyDiscoveryWriter.Versions(_groups.GetValueOrDefault("")?.Versions.Select(version => version.Name) ?? [], serverAddress));

    /// <summary><c>APIGroup</c>; null when the group is not served.</summary>
    public DiscoveryDocument? FindGroup(string group) => _groupDocuments.GetValueOrDefault(group)?.Value;

    /// <summary><c>APIResourceList</c>; null when the version is not served.</summary>
    public DiscoveryDocument? FindVersion(string group, string version) => _versions.GetValueOrDefault((group, version))?.Value;

    /// <summary>The discovery paths, sorted, as <c>/</c> lists them.</summary>
    public IEnumerable<string> Paths()
    {
        if (_groups.TryGetValue("", out var legacy))
        {
            yield return "/api";
            foreach (var version in legacy.Versions) yield return $"/api/{version.Name}";
        }

        yield return "/apis";
        yield return "/apis/";
        foreach (var group in NamedGroups.Order(StringComparer.Ordinal))
        {
            yield return $"/apis/{group}";
            foreach (var version in _groups[group].Versions.Select(version => version.Name).Order(StringComparer.Ordinal))
                yield return $"/apis/{group}/{version}";
        }
    }

    private static Lazy<DiscoveryDocument> Make(Func<ReadOnlyMemory<byte>> write) => new(() => new DiscoveryDocument(write()));
}
