using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>Hands out what an object needs from a shared pool, such as a service's addresses and ports. Derive from <see cref="ResourceAllocation{T}"/>; register with <c>AddResourceAllocation</c>.</summary>
public abstract class ResourceAllocation
{
    private protected ResourceAllocation()
    {
    }

    /// <summary>The resource, in its stored version, whose objects it serves.</summary>
    public abstract GroupVersionResource Resource { get; }

    /// <summary>Fills in what the new object needs, before it is validated.</summary>
    /// <returns>Gives everything back when the create does not commit; disposed after the commit or the failure.</returns>
    public abstract ValueTask<IAllocationLease> BeginCreateAsync(IKubernetesObject<V1ObjectMeta> obj, StrategyContext context, CancellationToken cancellationToken);

    /// <summary>Fills in what the update needs, and remembers what it makes free.</summary>
    public abstract ValueTask<IAllocationLease> BeginUpdateAsync(
        IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, StrategyContext context, CancellationToken cancellationToken);

    /// <summary>Frees what a deleted object had. Called once the deletion is committed.</summary>
    public abstract ValueTask AfterDeleteAsync(IKubernetesObject<V1ObjectMeta> obj, StrategyContext context, CancellationToken cancellationToken);
}
