using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>What one write of a service took, to be given back if it fails, and what it gives up, to be freed if it commits.</summary>
internal sealed class ServiceLease(V1Service owner, IReadOnlyDictionary<string, ClusterIPPool> addressPools, NodePortPool nodePorts) : IAllocationLease
{
    public List<string> TakenAddresses { get; } = [];

    public List<int> TakenPorts { get; } = [];

    public List<string> GivenUpAddresses { get; } = [];

    public List<int> GivenUpPorts { get; } = [];

    public async ValueTask CompleteAsync(bool committed)
    {
        // Not cancelled with the request: what is not freed here is lost to everybody.
        foreach (var address in committed ? GivenUpAddresses : TakenAddresses)
            if (addressPools.TryGetValue(IPFamilies.Of(address), out var pool)) await pool.FreeAsync(address, owner, CancellationToken.None);
        foreach (var port in committed ? GivenUpPorts : TakenPorts) await nodePorts.FreeAsync(port, owner, CancellationToken.None);
    }
}
