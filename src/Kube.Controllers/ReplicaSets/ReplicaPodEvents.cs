using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ReplicaSets;

/// <summary>Turns changes of pods into keys of the sets that they concern, and into expectations met.</summary>
internal sealed class ReplicaPodEvents(IReplicaOwner owners, ControllerExpectations expectations, IReconcileQueue queue) : ICacheHandler<V1Pod>
{
    public void Added(V1Pod obj, bool isInitial)
    {
        if (obj.Metadata.DeletionTimestamp is not null)
        {
            // Seen for the first time when it already goes: a restart, or a list anew.
            Deleted(obj);
            return;
        }

        if (OwnerOf(obj) is { } owner)
        {
            expectations.CreationObserved(owner);
            queue.Add(owner, isInitial);
            return;
        }

        if (OwnerReferences.ControllerOf(obj) is null) Offer(obj, isInitial);
    }

    public void Updated(V1Pod old, V1Pod current)
    {
        if (current.Metadata.DeletionTimestamp is not null)
        {
            // The pod does its time of grace; for its set it is gone.
            Deleted(current);
            if (old.Metadata.DeletionTimestamp is null && !SameLabels(old, current)) Deleted(old);
            return;
        }

        var before = OwnerReferences.ControllerOf(old);
        var now = OwnerReferences.ControllerOf(current);
        if (before is not null && before.Uid != now?.Uid && OwnerOf(old) is { } former) queue.Add(former, isInitial: false);
        if (now is not null)
        {
            if (OwnerOf(current) is not { } owner) return;
            queue.Add(owner, isInitial: false);
            // Ready now: it becomes available without any further event.
            if (!PodStates.IsReady(old) && PodStates.IsReady(current) && owners.Find(owner)?.Spec.MinReadySeconds is { } seconds and > 0)
                queue.AddAfter(owner, TimeSpan.FromSeconds(seconds + 1));
            return;
        }

        if (before is not null || !SameLabels(old, current)) Offer(current, isInitial: false);
    }

    public void Deleted(V1Pod last)
    {
        if (OwnerOf(last) is not { } owner) return;
        expectations.DeletionObserved(owner, last.Metadata.Uid!);
        queue.Add(owner, isInitial: false);
    }

    private static bool SameLabels(V1Pod old, V1Pod current) =>
        (old.Metadata.Labels ?? []).Count == (current.Metadata.Labels ?? []).Count
        && (old.Metadata.Labels ?? []).All(pair => current.Metadata.Labels?.GetValueOrDefault(pair.Key) == pair.Value);

    // The controller by name and uid: one of the same name that came after it is not the owner.
    private ObjectKey? OwnerOf(V1Pod pod)
    {
        if (OwnerReferences.ControllerOf(pod) is not { } reference || reference.Kind != owners.Kind || reference.ApiVersion != owners.ApiVersion) return null;
        var key = new ObjectKey(pod.Metadata.Namespace!, reference.Name);
        return owners.Find(key)?.Metadata.Uid == reference.Uid ? key : null;
    }

    // An orphan: every set that selects it may adopt it.
    private void Offer(V1Pod pod, bool isInitial)
    {
        foreach (var set in owners.List(pod.Metadata.Namespace!))
            if (Selecting.Read(set.Spec.Selector).Selects(pod.Metadata)) queue.Add(new(set.Metadata.Namespace!, set.Metadata.Name!), isInitial);
    }
}
