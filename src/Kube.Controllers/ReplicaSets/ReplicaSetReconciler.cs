using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Keeps the number of pods of replica sets.</summary>
internal sealed class ReplicaSetReconciler(
    IKubeClient client, IEventRecorder events, IResourceCache<V1ReplicaSet> sets, IResourceCache<V1Pod> pods, IReconcileQueue queue, TimeProvider time)
    : IReconciler<V1ReplicaSet>
{
    private readonly ReplicaEngine _engine = new(new ReplicaSetOwner(client, sets), pods, new PodControl(client, events), queue, time);

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents => _engine.PodEvents;

    public ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) => _engine.ReconcileAsync(key, cancellationToken);
}
