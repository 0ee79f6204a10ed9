using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Validation;
using Kube.Store.Kv;
using Kube.Store.Snapshots;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>The networks that cluster IPs come from now: those of the stored ServiceCIDRs (KEP-1880), and while there is none, those of the options.</summary>
/// <remarks>A ServiceCIDR counts from the moment that its writer is answered. Safe for concurrent use.</remarks>
internal sealed class ServiceNetworks
{
    private const string Group = "networking.k8s.io";
    // Upstream's allocator takes no network of more addresses.
    private const int ShortestIPv6Prefix = 64;

    private readonly GroupArrangement<Arranged> _arranged;
    private readonly Arranged _configured;
    private volatile Arranged _last;

    public ServiceNetworks(IOptions<ServiceNetworkOptions> options, IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
    {
        AddressRange[] ranges = [.. options.Value.ClusterIPRanges.Select(static cidr => new AddressRange(cidr))];
        Families = [.. ranges.Select(static range => range.Family)];
        _configured = _last = new Arranged([], ranges, ranges);
        // The group has the addresses, too: what is derived is kept unless a ServiceCIDR is another one.
        _arranged = new(Group, snapshots, catalog, changes, group => _last = Arrange(group, _last));
    }

    /// <summary>The families that the cluster has networks for, the default one first.</summary>
    public IReadOnlyList<string> Families { get; }

    /// <summary>Where new addresses of a family come from: the networks of those ServiceCIDRs that are ready and not being deleted.</summary>
    public IEnumerable<AddressRange> ReadyOf(string family) => _arranged.Current.Ready.Where(range => range.Family == family);

    /// <summary>Whether a ServiceCIDR has the address, ready or not.</summary>
    public bool Covers(string address) => Array.Exists(_arranged.Current.All, range => range.Contains(address));

    private Arranged Arrange(StoredGroup group, Arranged last)
    {
        if (!group.Catalog.TryFind(new GroupVersionResource(Group, "v1", "servicecidrs"), out var resource)) return _configured;
        KeyValue[] stored = [.. group.Snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(resource, "")))];
        if (stored.Length == 0) return _configured;
        long[] revisions = [.. stored.Select(static entry => entry.ModRevision)];
        if (revisions.AsSpan().SequenceEqual(last.Revisions)) return last;

        var networks = stored.Select(entry => (V1ServiceCIDR)entry.AsObject(resource).Object.Decode(0)).ToList();
        var cidrs = networks.SelectMany(static network => network.Spec.Cidrs ?? []).Distinct().Where(IsUsable).ToDictionary(static cidr => cidr, static cidr => new AddressRange(cidr));
        return new Arranged(revisions, [.. Of(networks.Where(IsReady))], [.. Of(networks)]);

        IEnumerable<AddressRange> Of(IEnumerable<V1ServiceCIDR> some) =>
            some.SelectMany(static network => network.Spec.Cidrs ?? []).Distinct().Where(cidrs.ContainsKey).Select(cidr => cidrs[cidr]);
    }

    private static bool IsUsable(string cidr) => FormatRules.ParseCidr(cidr) is { } parsed && (!cidr.Contains(':') || parsed.PrefixLength >= ShortestIPv6Prefix);

    // One without the condition counts as ready: where no controller runs, nobody sets it.
    private static bool IsReady(V1ServiceCIDR network) =>
        network.Metadata.DeletionTimestamp is null && (network.Status?.Conditions?.Find(static condition => condition.Type == "Ready") ?? new V1Condition { Status = "True" }).Status == "True";

    private sealed record Arranged(long[] Revisions, AddressRange[] Ready, AddressRange[] All);
}
