using System.Collections.Frozen;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Requests;

/// <summary>The pools, by resource.</summary>
internal sealed class ResourceAllocations(IEnumerable<ResourceAllocation> allocations)
{
    private readonly FrozenDictionary<GroupVersionResource, ResourceAllocation> _byResource = allocations.ToFrozenDictionary(pool => pool.Resource);

    public async ValueTask<IAllocationLease?> BeginCreateAsync(WriteContext context, IKubernetesObject<V1ObjectMeta> obj, CancellationToken cancellationToken) =>
        Find(context) is { } pool ? await pool.BeginCreateAsync(obj, context.Strategy, cancellationToken) : null;

    public async ValueTask<IAllocationLease?> BeginUpdateAsync(
        WriteContext context, IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, CancellationToken cancellationToken) =>
        Find(context) is { } pool ? await pool.BeginUpdateAsync(obj, old, context.Strategy, cancellationToken) : null;

    public async ValueTask AfterDeleteAsync(WriteContext context, IKubernetesObject<V1ObjectMeta> obj, CancellationToken cancellationToken)
    {
        if (Find(context) is { } pool) await pool.AfterDeleteAsync(obj, context.Strategy, cancellationToken);
    }

    private ResourceAllocation? Find(WriteContext context) =>
        _byResource.Count == 0 ? null : _byResource.GetValueOrDefault(context.Stored.Resource);
}
