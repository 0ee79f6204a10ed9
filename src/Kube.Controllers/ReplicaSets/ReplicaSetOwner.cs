using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Replica sets as what they are.</summary>
internal sealed class ReplicaSetOwner(IKubeClient client, IResourceCache<V1ReplicaSet> sets) : IReplicaOwner
{
    public string Kind => V1ReplicaSet.KubeKind;

    public string ApiVersion => V1ReplicaSet.KubeApiVersion;

    public V1ReplicaSet? Find(ObjectKey key) => sets.TryGet(key, out var set) ? set : null;

    public IKubernetesObject<V1ObjectMeta> Original(V1ReplicaSet set) => set;

    public IEnumerable<V1ReplicaSet> List(string ns) => sets.List(ns);

    public ValueTask<IReadOnlyList<V1Pod>> ClaimAsync(V1ReplicaSet set, IEnumerable<V1Pod> candidates, CancellationToken cancellationToken)
    {
        var selector = Selecting.Read(set.Spec.Selector);
        return new ChildClaims<V1ReplicaSet, V1Pod>(client, set, pod => selector.Selects(pod.Metadata)).ClaimAsync(candidates, cancellationToken);
    }

    public async ValueTask UpdateStatusAsync(V1ReplicaSet set, V1ReplicaSetStatus status, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(set.Metadata.Namespace!, set.Metadata.Name!);
        var copy = set.DeepClone();
        for (var attempt = 0; ; attempt++)
        {
            copy.Status = status;
            try
            {
                await client.For<V1ReplicaSet>().UpdateAsync(key, "status", copy, WriteOptions.Default, cancellationToken);
                return;
            }
            catch (ConflictException) when (attempt == 0)
            {
                copy = await client.For<V1ReplicaSet>().GetAsync(key, cancellationToken);
            }
        }
    }
}
