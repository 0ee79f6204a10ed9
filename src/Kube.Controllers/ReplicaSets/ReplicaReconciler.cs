using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Keeps the number of pods of the owners of a kind.</summary>
/// <typeparam name="TOwner">The kind.</typeparam>
/// <typeparam name="TAccess">How it is seen as a replica set.</typeparam>
internal sealed class ReplicaReconciler<TOwner, TAccess>(
    TAccess owners, IKubeClient client, IEventRecorder events, IResourceCache<V1Pod> pods, IReconcileQueue queue, TimeProvider time) : IReconciler<TOwner>
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
    where TAccess : class, IReplicaOwner
{
    private readonly ReplicaEngine _engine = new(owners, pods, new PodControl(client, events), queue, time);

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents => _engine.PodEvents;

    public ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) => _engine.ReconcileAsync(key, cancellationToken);
}
