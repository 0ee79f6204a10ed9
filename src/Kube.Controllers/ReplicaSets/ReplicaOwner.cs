using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>A kind that keeps a number of pods; its own classes say only how it differs from a replica set.</summary>
internal abstract class ReplicaOwner<TOwner>(IKubeClient client, IResourceCache<TOwner> owners) : IReplicaOwner
    where TOwner : class, IKubernetesObject<V1ObjectMeta>, IKubeModel<TOwner>
{
    public abstract string Kind { get; }

    public abstract string ApiVersion { get; }

    public V1ReplicaSet? Find(ObjectKey key) => owners.TryGet(key, out var owner) ? AsSet(owner) : null;

    public IKubernetesObject<V1ObjectMeta> Original(V1ReplicaSet set) => Named(set);

    public IEnumerable<V1ReplicaSet> List(string ns) => owners.List(ns).Select(AsSet);

    public ValueTask<IReadOnlyList<V1Pod>> ClaimAsync(V1ReplicaSet set, IEnumerable<V1Pod> candidates, CancellationToken cancellationToken)
    {
        var selector = Selecting.Read(set.Spec.Selector);
        return new ChildClaims<TOwner, V1Pod>(client, Named(set), pod => selector.Selects(pod.Metadata)).ClaimAsync(candidates, cancellationToken);
    }

    public async ValueTask UpdateStatusAsync(V1ReplicaSet set, V1ReplicaSetStatus status, CancellationToken cancellationToken)
    {
        var key = set.Key();
        var copy = owners.TryGet(key, out var known) ? known.DeepClone() : await client.For<TOwner>().GetAsync(key, cancellationToken);
        for (var attempt = 0; ; attempt++)
        {
            SetStatus(copy, status);
            try
            {
                await client.For<TOwner>().UpdateAsync(key, "status", copy, WriteOptions.Default, cancellationToken);
                return;
            }
            catch (ConflictException) when (attempt == 0)
            {
                copy = await client.For<TOwner>().GetAsync(key, cancellationToken);
            }
        }
    }

    /// <summary>One, seen as a replica set; shares what it can.</summary>
    protected abstract V1ReplicaSet AsSet(TOwner owner);

    /// <summary>One by its metadata alone.</summary>
    protected abstract TOwner Named(V1ReplicaSet set);

    protected abstract void SetStatus(TOwner owner, V1ReplicaSetStatus status);
}
