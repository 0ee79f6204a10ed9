using Kube.Api.Models;

namespace Kube.Api.Catalog;

/// <summary>Hands out what objects of one kind need from a shared pool.</summary>
/// <typeparam name="T">The kind as it is stored.</typeparam>
/// <remarks>Calls may overlap: the pool decides who gets what. A call may throw any <see cref="Errors.ApiException"/>, which becomes the answer; it then holds nothing.
/// Under a dry run nothing may be taken for good.</remarks>
public abstract class ResourceAllocation<T> : ResourceAllocation
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc cref="ResourceAllocation.BeginCreateAsync"/>
    protected abstract ValueTask<IAllocationLease> BeginCreateAsync(T obj, StrategyContext context, CancellationToken cancellationToken);

    /// <inheritdoc cref="ResourceAllocation.BeginUpdateAsync"/>
    protected abstract ValueTask<IAllocationLease> BeginUpdateAsync(T obj, T old, StrategyContext context, CancellationToken cancellationToken);

    /// <inheritdoc cref="ResourceAllocation.AfterDeleteAsync"/>
    protected abstract ValueTask AfterDeleteAsync(T obj, StrategyContext context, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override ValueTask<IAllocationLease> BeginCreateAsync(
        IKubernetesObject<V1ObjectMeta> obj, StrategyContext context, CancellationToken cancellationToken) => BeginCreateAsync((T)obj, context, cancellationToken);

    /// <inheritdoc/>
    public sealed override ValueTask<IAllocationLease> BeginUpdateAsync(
        IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, StrategyContext context, CancellationToken cancellationToken) =>
        BeginUpdateAsync((T)obj, (T)old, context, cancellationToken);

    /// <inheritdoc/>
    public sealed override ValueTask AfterDeleteAsync(IKubernetesObject<V1ObjectMeta> obj, StrategyContext context, CancellationToken cancellationToken) =>
        AfterDeleteAsync((T)obj, context, cancellationToken);
}
