using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

internal sealed partial class SchedulingQueue
{
    private readonly long[] _lastEvents = new long[64];
    private long _events;

    /// <summary>Something happened in the cluster: wakes the pods that it may help.</summary>
    public void Notify(ClusterChange change)
    {
        _lastEvents[(int)change.Event] = ++_events;
        if (!_parked.AnyWakesOn(change.Event)) return;
        _concerned.Clear();
        var leaving = change.Event == ClusterEvent.AssignedPodDeleted ? change.Pod : null;
        if (leaving?.Pod.Spec?.NodeName is { } left && _promises.IsPromised(left)) _parked.CopyTo(_concerned, left);
        else _parked.CopyTo(_concerned);
        foreach (var pod in _concerned)
        {
            // The last of its victims wakes it, not each.
            if (leaving is not null && _promises.MakesRoomFor(leaving, pod.Pod)) continue;
            if (_hints.MayHelp(pod, change)) Wake(pod);
        }
    }

    private bool CameSince(ulong events, long since)
    {
        for (var i = 0; i < _lastEvents.Length; i++)
            if ((events >> i & 1) != 0 && _lastEvents[i] > since) return true;
        return false;
    }

    private void Update(QueuedPod known, PodInfo pod)
    {
        var old = known.Pod;
        known.Pod = pod;
        switch (known.Place)
        {
            case QueuePlace.Active:
                _active.Fix(known);
                break;
            case QueuePlace.Gated:
                // Out of its gate it is as good as new: what it waited for was no fault of its own.
                Enqueue(known);
                break;
            case QueuePlace.Parked:
                foreach (var change in PodChanges.Between(old, pod))
                {
                    if (!_hints.MayHelp(known, new(change, Pod: pod))) continue;
                    Wake(known);
                    break;
                }

                break;
        }
    }
}
