using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Pods;

/// <summary>Turns changes of pods into keys of the owners that they concern, and into expectations met.</summary>
internal abstract class OwnedPodEvents(ControllerExpectations expectations, IReconcileQueue queue) : ICacheHandler<V1Pod>
{
    protected IReconcileQueue Queue { get; } = queue;

    public void Added(V1Pod obj, bool isInitial)
    {
        if (obj.Metadata.DeletionTimestamp is not null)
        {
            // Seen for the first time when it already goes: a restart, or a list anew.
            Going(obj);
        }
        else if (OwnerOf(obj) is { } owner)
        {
            expectations.CreationObserved(owner);
            Queue.Add(owner, isInitial);
        }
        else if (OwnerReferences.ControllerOf(obj) is null)
        {
            Offer(obj, isInitial);
        }
    }

    public void Updated(V1Pod old, V1Pod current)
    {
        Seen(current);
        if (current.Metadata.DeletionTimestamp is not null)
        {
            // The pod does its time of grace; for its owner it is gone.
            Going(current);
            if (old.Metadata.DeletionTimestamp is null && !PodLabels.AreSame(old, current)) Going(old);
            return;
        }

        var before = OwnerReferences.ControllerOf(old);
        var now = OwnerReferences.ControllerOf(current);
        if (before is not null && before.Uid != now?.Uid && OwnerOf(old) is { } former) Queue.Add(former, isInitial: false);
        if (now is null)
        {
            if (before is not null || !PodLabels.AreSame(old, current)) Offer(current, isInitial: false);
        }
        else if (OwnerOf(current) is { } owner)
        {
            Queue.Add(owner, isInitial: false);
            Changed(owner, old, current);
        }
    }

    public void Deleted(V1Pod last)
    {
        Gone(last);
        Going(last);
    }

    /// <summary>The owner of a pod, when it is of this controller's kind.</summary>
    protected abstract ObjectKey? OwnerOf(V1Pod pod);

    /// <summary>Those that may adopt a pod that nobody owns.</summary>
    protected abstract IEnumerable<ObjectKey> AdoptersOf(V1Pod orphan);

    /// <summary>Any pod changed.</summary>
    protected virtual void Seen(V1Pod current)
    {
    }

    /// <summary>A pod that is owned changed and stays.</summary>
    protected virtual void Changed(ObjectKey owner, V1Pod old, V1Pod current)
    {
    }

    /// <summary>Any pod is gone.</summary>
    protected virtual void Gone(V1Pod last)
    {
    }

    private void Going(V1Pod pod)
    {
        if (OwnerOf(pod) is not { } owner) return;
        expectations.DeletionObserved(owner, pod.Metadata.Uid!);
        Queue.Add(owner, isInitial: false);
    }

    private void Offer(V1Pod pod, bool isInitial)
    {
        foreach (var key in AdoptersOf(pod)) Queue.Add(key, isInitial);
    }
}
