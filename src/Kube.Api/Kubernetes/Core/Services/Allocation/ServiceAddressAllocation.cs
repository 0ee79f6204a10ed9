using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Decides which cluster IPs a write takes and which it gives up.</summary>
internal sealed class ServiceAddressAllocation(IReadOnlyDictionary<string, ClusterIPPool> pools)
{
    private static readonly FieldPath s_clusterIPs = FieldPath.Root("spec").Child("clusterIPs");

    /// <summary>The addresses that a stored service holds.</summary>
    public static IEnumerable<string> Held(V1Service? service) =>
        service is null || !ServiceNeeds.ClusterIP(service) || IPFamilies.IsHeadless(service)
            ? []
            : (service.Spec.ClusterIPs ?? []).Where(static address => address.Length > 0);

    public async ValueTask AllocateAsync(V1Service service, V1Service? old, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        var held = Held(old).ToList();
        if (!ServiceNeeds.ClusterIP(service) || IPFamilies.IsHeadless(service))
        {
            lease.GivenUpAddresses.AddRange(held);
            return;
        }

        // A change of address is refused by validation, which says so better than the pool could.
        if (held.Count > 0 && service.Spec.ClusterIPs is [var first, ..] && first != held[0]) return;
        var families = service.Spec.IpFamilies ?? [];
        var addresses = service.Spec.ClusterIPs ??= [];
        for (var i = 0; i < families.Count; i++)
        {
            if (i < addresses.Count && addresses[i].Length > 0)
            {
                if (!held.Contains(addresses[i])) await TakeAsync(addresses[i], service, lease, context, cancellationToken);
                continue;
            }

            var taken = await pools[families[i]].TakeAnyAsync(service, context, cancellationToken)
                ?? throw new InternalErrorException("failed to allocate a serviceIP: range is full");
            if (string.IsNullOrEmpty(service.Metadata.Name))
            {
                // Addresses are given to a name.
                if (!context.DryRun) lease.TakenAddresses.Add(taken);
                throw Nameless(service, taken);
            }

            if (i < addresses.Count) addresses[i] = taken;
            else addresses.Add(taken);
            if (!context.DryRun) lease.TakenAddresses.Add(taken);
        }

        if (addresses.Count > 0) service.Spec.ClusterIP = addresses[0];
        lease.GivenUpAddresses.AddRange(held.Except(addresses));
    }

    private async ValueTask TakeAsync(string address, V1Service service, ServiceLease lease, StrategyContext context, CancellationToken cancellationToken)
    {
        var pool = pools[IPFamilies.Of(address)];
        if (!pool.Has(address)) throw Refused(service, address, "the provided network does not match the current range");
        if (!await pool.TryTakeAsync(address, service, context, cancellationToken)) throw Refused(service, address, "provided IP is already allocated");
        if (!context.DryRun) lease.TakenAddresses.Add(address);
    }

    private static InvalidException Nameless(V1Service service, string address)
    {
        var errors = new FieldErrors();
        errors.Invalid(
            s_clusterIPs, new[] { "" }, $"failed to allocate IP: IPAddress.networking.k8s.io \"{address}\" is invalid: spec.parentRef.name: Required value");
        return new InvalidException("", "Service", service.Metadata.Name ?? "", errors);
    }

    private static InvalidException Refused(V1Service service, string address, string why)
    {
        var errors = new FieldErrors();
        errors.Invalid(s_clusterIPs, service.Spec.ClusterIPs, $"failed to allocate IP {address}: {why}");
        return new InvalidException("", "Service", service.Metadata.Name ?? "", errors);
    }
}
