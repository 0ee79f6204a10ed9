using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Keeps the number of pods of replication controllers.</summary>
internal sealed class ReplicationControllerReconciler(
    IKubeClient client, IEventRecorder events, IResourceCache<V1ReplicationController> controllers, IResourceCache<V1Pod> pods, IReconcileQueue queue, TimeProvider time)
    : IReconciler<V1ReplicationController>
{
    private readonly ReplicaEngine _engine = new(new ReplicationControllerOwner(client, controllers), pods, new PodControl(client, events), queue, time);

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents => _engine.PodEvents;

    public ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) => _engine.ReconcileAsync(key, cancellationToken);
}
