using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Cluster IPs of one family. An address is taken by creating the IPAddress object of that name, so the store decides who gets it, whichever server asks
/// (KEP-1880).</summary>
internal sealed class ClusterIPPool(
    string family, ServiceNetworks networks, ObjectCommits commits, ManagedFieldsStep managedFields, IStoreSnapshots snapshots, IResourceCatalog catalog, IRandomSource random)
{
    private static readonly GroupVersionResource s_addresses = new("networking.k8s.io", "v1", "ipaddresses");

    // What the server says of every record it makes.
    private static readonly byte[] s_fields = [..
        "{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:ipaddress.kubernetes.io/ip-family\":{},\"f:ipaddress.kubernetes.io/managed-by\":{}}},"u8,
        .. "\"f:spec\":{\"f:parentRef\":{\".\":{},\"f:name\":{},\"f:namespace\":{},\"f:resource\":{}}}}"u8];

    // The network that gave the last address: one that is full is not searched again and again.
    private volatile AddressRange? _last;

    /// <summary>Whether the address may be taken: a network that is ready has it.</summary>
    public bool Has(string address) => networks.ReadyOf(family).Any(range => range.Contains(address));

    /// <returns>False when somebody has the address.</returns>
    public async ValueTask<bool> TryTakeAsync(string address, V1Service owner, StrategyContext context, CancellationToken cancellationToken)
    {
        var resource = Resource();
        if (context.DryRun) return !(await snapshots.OpenLatestAsync(cancellationToken)).TryGet(resource, "", address, out _);
        var record = Record(address, owner, context.Now);
        var request = new RequestInfo { User = UserInfo.ApiServer, Verb = Verbs.Create, Resource = resource, UserAgent = "kube-apiserver" };
        managedFields.Create(record, new WriteContext(request, context.Now, dryRun: false), "");
        var json = ObjectEncoder.Encode(record, resource);
        return await commits.CreateAsync(resource, "", address, json, cancellationToken) is not null;
    }

    /// <returns>The address taken; null when none is free in any network.</returns>
    public async ValueTask<string?> TakeAnyAsync(V1Service owner, StrategyContext context, CancellationToken cancellationToken)
    {
        AddressRange[] ranges = [.. networks.ReadyOf(family)];
        if (context.DryRun) return ranges.FirstOrDefault()?.Network;
        var first = Math.Max(0, Array.IndexOf(ranges, _last));
        for (var i = 0; i < ranges.Length; i++)
        {
            var range = ranges[(first + i) % ranges.Length];
            var taken = await TakeBetweenAsync(range, range.StaticCount, range.Count, owner, context, cancellationToken)
                ?? await TakeBetweenAsync(range, 0, range.StaticCount, owner, context, cancellationToken);
            if (taken is null) continue;
            _last = range;
            return taken;
        }

        return null;
    }

    /// <summary>Gives an address back, if it is still that service's.</summary>
    public async ValueTask FreeAsync(string address, V1Service owner, CancellationToken cancellationToken)
    {
        var resource = Resource();
        while (await commits.ReadAsync(resource, "", address, cancellationToken) is { } found)
        {
            if (((V1IPAddress)found.Object.Decode(found.Revision)).Spec.ParentRef is not { Resource: "services" } parent
                || parent.Namespace != owner.Metadata.Namespace || parent.Name != owner.Metadata.Name) return;
            if (await commits.DeleteAsync(resource, "", address, found.Revision, cancellationToken) is not null) return;
        }
    }

    // From a random place to the end and round, so that two servers seldom try the same address.
    private async ValueTask<string?> TakeBetweenAsync(
        AddressRange range, long from, long to, V1Service owner, StrategyContext context, CancellationToken cancellationToken)
    {
        if (from >= to) return null;
        var resource = Resource();
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        var start = (long)(random.NextFraction() * (to - from));
        for (var i = 0L; i < to - from; i++)
        {
            var address = range.At(from + ((start + i) % (to - from)));
            if (snapshot.TryGet(resource, "", address, out _)) continue;
            if (await TryTakeAsync(address, owner, context, cancellationToken)) return address;
        }

        return null;
    }

    private V1IPAddress Record(string address, V1Service owner, DateTime now) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = address,
            Uid = random.NewUid(),
            CreationTimestamp = now,
            Labels = new() { ["ipaddress.kubernetes.io/ip-family"] = family, ["ipaddress.kubernetes.io/managed-by"] = "ipallocator.k8s.io" },
            ManagedFields =
            [
                new V1ManagedFieldsEntry
                {
                    Manager = "kube-apiserver", Operation = "Update", ApiVersion = "networking.k8s.io/v1", Time = now, FieldsType = "FieldsV1", FieldsV1 = new RawJson(s_fields),
                },
            ],
        },
        Spec = new V1IPAddressSpec
        {
            ParentRef = new V1ParentReference { Group = "", Resource = "services", Namespace = owner.Metadata.Namespace, Name = owner.Metadata.Name },
        },
    };

    private ResourceDefinition Resource() => catalog.Current.TryFind(s_addresses, out var found)
        ? found
        : throw new InvalidOperationException("services need the resource ipaddresses.networking.k8s.io: register it with the services");
}
