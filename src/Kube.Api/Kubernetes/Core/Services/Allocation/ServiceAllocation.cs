using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Kv;
using Kube.Store.Snapshots;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Gives services their families, cluster IPs, node ports and health-check node port, and takes them back.</summary>
internal sealed class ServiceAllocation : ResourceAllocation<V1Service>
{
    private readonly ServiceFamilies _families;
    private readonly IReadOnlyDictionary<string, ClusterIPPool> _addressPools;
    private readonly NodePortPool _nodePorts;
    private readonly ServiceAddressAllocation _addresses;
    private readonly ServicePortAllocation _ports;

    public ServiceAllocation(IOptions<ServiceNetworkOptions> options, ClusterIPPools pools, IKeyValueStore store, IStoreSnapshots snapshots, IRandomSource random)
    {
        _families = new ServiceFamilies(pools.Families);
        _addressPools = pools.ByFamily;
        _nodePorts = new NodePortPool(options.Value, store, snapshots, random);
        _addresses = new ServiceAddressAllocation(_addressPools);
        _ports = new ServicePortAllocation(_nodePorts);
    }

    public override GroupVersionResource Resource { get; } = new("", "v1", "services");

    protected override ValueTask<IAllocationLease> BeginCreateAsync(V1Service obj, StrategyContext context, CancellationToken cancellationToken)
    {
        ServiceContinuity.Normalize(obj, null);
        return AllocateAsync(obj, null, context, cancellationToken);
    }

    protected override ValueTask<IAllocationLease> BeginUpdateAsync(V1Service obj, V1Service old, StrategyContext context, CancellationToken cancellationToken)
    {
        ServiceContinuity.Normalize(obj, old);
        ServiceContinuity.Carry(obj, old);
        return AllocateAsync(obj, old, context, cancellationToken);
    }

    protected override async ValueTask AfterDeleteAsync(V1Service obj, StrategyContext context, CancellationToken cancellationToken)
    {
        if (context.DryRun) return;
        var lease = new ServiceLease(obj, _addressPools, _nodePorts);
        lease.GivenUpAddresses.AddRange(ServiceAddressAllocation.Held(obj));
        lease.GivenUpPorts.AddRange(ServicePortAllocation.Held(obj));
        await lease.CompleteAsync(committed: true);
    }

    private async ValueTask<IAllocationLease> AllocateAsync(V1Service service, V1Service? old, StrategyContext context, CancellationToken cancellationToken)
    {
        var lease = new ServiceLease(service, _addressPools, _nodePorts);
        try
        {
            _families.Settle(service, old);
            await _addresses.AllocateAsync(service, old, lease, context, cancellationToken);
            await _ports.AllocateAsync(service, old, lease, context, cancellationToken);
            return lease;
        }
        catch
        {
            if (!context.DryRun) await lease.CompleteAsync(committed: false);
            throw;
        }
    }
}
