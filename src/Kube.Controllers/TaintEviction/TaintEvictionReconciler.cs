using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.NodeLifecycle;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.TaintEviction;

/// <summary>Deletes pods from nodes that are tainted against them, as soon as they no longer tolerate it.</summary>
internal sealed class TaintEvictionReconciler : IReconciler<V1Pod>
{
    private const string Reason = "TaintManagerEviction";

    private readonly IResourceClient<V1Pod> _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1Node> _nodes;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ObjectKey, DateTimeOffset> _since = new();

    public TaintEvictionReconciler(
        IKubeClient client, IEventRecorder events, IResourceCache<V1Pod> pods, IResourceCache<V1Node> nodes, IReconcileQueue queue, TimeProvider time)
    {
        _client = client.For<V1Pod>();
        _events = events;
        _pods = pods;
        _nodes = nodes;
        _time = time;
        pods.AddIndex(NodePods.Index);
        NodeEvents = new TaintedNodeEvents(pods, queue);
    }

    /// <summary>Hears of nodes.</summary>
    public ICacheHandler<V1Node> NodeEvents { get; }

    /// <summary>Whether a change of a pod can change when it has to go.</summary>
    public static bool Matters(V1Pod old, V1Pod current) =>
        old.Spec.NodeName != current.Spec.NodeName
        || (old.Spec.Tolerations ?? []).Count != (current.Spec.Tolerations ?? []).Count
        || !(old.Spec.Tolerations ?? []).Zip(current.Spec.Tolerations ?? []).All(pair => pair.First.SemanticEquals(pair.Second))
        || PodStates.IsFinished(old) != PodStates.IsFinished(current);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_pods.TryGet(key, out var pod) || pod.Metadata.DeletionTimestamp is not null || PodStates.IsFinished(pod) || string.IsNullOrEmpty(pod.Spec.NodeName))
        {
            _since.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        var node = _nodes.TryGet(new(pod.Spec.NodeName), out var found) ? found : null;
        if (Tolerance.Of(pod, node) is not { } time)
        {
            if (_since.TryRemove(key, out _)) _events.Event(pod, EventTypes.Normal, Reason, $"Cancelling deletion of Pod {key}");
            return ReconcileResult.Done;
        }

        var now = _time.GetUtcNow();
        var left = time == TimeSpan.Zero ? TimeSpan.Zero : _since.GetOrAdd(key, now) + time - now;
        if (left > TimeSpan.Zero) return ReconcileResult.RequeueAfter(left);
        await EvictAsync(key, pod, cancellationToken);
        _since.TryRemove(key, out _);
        return ReconcileResult.Done;
    }

    private async ValueTask EvictAsync(ObjectKey key, V1Pod pod, CancellationToken cancellationToken)
    {
        _events.Event(pod, EventTypes.Normal, Reason, $"Marking for deletion Pod {key}");
        try
        {
            var copy = pod.DeepClone();
            (copy.Status.Conditions ??= []).RemoveAll(condition => condition.Type == "DisruptionTarget");
            copy.Status.Conditions.Add(new()
            {
                Type = "DisruptionTarget",
                Status = "True",
                Reason = "DeletionByTaintManager",
                Message = "Taint manager: deleting due to NoExecute taint",
                LastTransitionTime = _time.GetUtcNow().UtcDateTime,
            });
            await _client.UpdateAsync(key, "status", copy, WriteOptions.Default, cancellationToken);
            await _client.DeleteAsync(key, new V1DeleteOptions { Preconditions = new() { Uid = pod.Metadata.Uid } }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
    }
}
