using System.Diagnostics.CodeAnalysis;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>The pods that wait for a node. Used by the scheduling loop alone.</summary>
/// <remarks><code>
///            ┌────────────► Gated ──(it changes)──┐
/// a new pod ─┴► Active ──► InFlight ──► bound     │
///                 ▲  ▲         │ no node          │
///                 │  └─ Backoff ◄──(an event may help)── Parked (5 minutes at most)
///                 └──── ErrorBackoff ◄── something went wrong
/// </code>A pod that backs off because no node could take it is tried early when nothing else is to be done; one for which something went wrong is not.</remarks>
internal sealed partial class SchedulingQueue
{
    private readonly Dictionary<string, QueuedPod> _all = [];
    private readonly PodHeap _active;
    private readonly PodHeap _backoff = new(ByReadiness);
    private readonly PodHeap _errorBackoff = new(ByReadiness);
    private readonly ParkedPods _parked;
    private readonly int[] _places = new int[Enum.GetValues<QueuePlace>().Length];
    private readonly TimeProvider _time;
    private readonly QueueTimes _times;
    private readonly RequeueHintTable _hints;
    private readonly Func<PodInfo, Verdict> _preEnqueue;
    private readonly IPromises _promises;
    private readonly List<QueuedPod> _concerned = [];
    private long _order;
    private DateTimeOffset _flushedAt;

    /// <param name="sort">Orders the pods that are ready.</param>
    /// <param name="hints">What may wake a pod.</param>
    /// <param name="preEnqueue">What may hold a pod.</param>
    /// <param name="promises">For whom room is being made.</param>
    /// <param name="times">How long pods wait.</param>
    /// <param name="time">The clock.</param>
    public SchedulingQueue(
        IQueueSortPlugin sort, RequeueHintTable hints, Func<PodInfo, Verdict> preEnqueue, IPromises promises, QueueTimes times, TimeProvider time)
    {
        _promises = promises;
        _hints = hints;
        _preEnqueue = preEnqueue;
        _times = times;
        _time = time;
        _flushedAt = time.GetUtcNow();
        _parked = new(hints);
        _active = new((x, y) => sort.Compare(x, y) is var order and not 0 ? order : x.Order.CompareTo(y.Order));
    }

    public int Count => _all.Count;

    public int ActiveCount => _active.Count;

    /// <summary>How many pods are somewhere; may be asked by any thread, which may see a number that is no longer true.</summary>
    public int CountAt(QueuePlace place) => Volatile.Read(ref _places[(int)place]);

    public int ParkedCount => _parked.Count;

    /// <summary>When there will be something to do, unless something happens before; null: never.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            if (_active.Count > 0 || _backoff.Count > 0) return DateTimeOffset.MinValue;
            var due = _errorBackoff.TryPeek(out var first) ? first.ReadyAt : (DateTimeOffset?)null;
            if (_parked.Count == 0) return due;
            var flush = _flushedAt + QueueTimes.FlushInterval;
            return due < flush ? due : flush;
        }
    }

    public bool TryFind(string uid, [NotNullWhen(true)] out QueuedPod? pod) => _all.TryGetValue(uid, out pod);

    /// <summary>A pod came, or one that is known changed.</summary>
    public void Set(PodInfo pod)
    {
        if (_all.TryGetValue(pod.Uid, out var known)) Update(known, pod);
        else
        {
            var added = new QueuedPod(pod, _time.GetUtcNow(), _order++);
            _all.Add(pod.Uid, added);
            Enqueue(added);
        }
    }

    public void Remove(string uid)
    {
        if (!_all.Remove(uid, out var pod)) return;
        TakeOut(pod);
        Move(pod, QueuePlace.Gone);
    }

    /// <summary>Takes the next pod to try; it stays known as in flight until it is parked, backed off, or removed because it is bound or gone.</summary>
    public bool TryPop([NotNullWhen(true)] out QueuedPod? pod)
    {
        if (!_active.TryPeek(out pod) && !_backoff.TryPeek(out pod)) return false;
        TakeOut(pod);
        Move(pod, QueuePlace.InFlight);
        pod.Attempts++;
        pod.AttemptedAt = _events;
        return true;
    }

    /// <summary>No node could take it. It sleeps, unless an event that may help came while it was tried.</summary>
    public void Park(QueuedPod pod, ulong rejectedBy)
    {
        if (pod.Place != QueuePlace.InFlight) return;
        if (rejectedBy == 0)
        {
            BackOff(pod);
            return;
        }

        pod.UnschedulableCount++;
        pod.ErrorCount = 0;
        pod.RejectedBy = rejectedBy;
        Delay(pod, pod.UnschedulableCount);
        if (CameSince(_hints.WakesOn(rejectedBy), pod.AttemptedAt)) Ready(pod);
        else
        {
            Move(pod, QueuePlace.Parked);
            _parked.Add(pod, _promises.NodeFor(pod.Pod));
        }
    }

    /// <summary>What a sleeping pod waited for may have come, whatever the plugins say: it is tried when its back-off is over.</summary>
    public void Awaken(string uid)
    {
        if (_all.TryGetValue(uid, out var pod) && pod.Place == QueuePlace.Parked) Wake(pod);
    }

    /// <summary>What a pod waited for has come: it is tried next.</summary>
    public void Activate(string uid)
    {
        if (!_all.TryGetValue(uid, out var pod) || pod.Place is not (QueuePlace.Parked or QueuePlace.Backoff)) return;
        TakeOut(pod);
        Enqueue(pod);
    }

    /// <summary>Something went wrong with it. It is tried again after a while.</summary>
    public void BackOff(QueuedPod pod)
    {
        if (pod.Place != QueuePlace.InFlight) return;
        pod.ErrorCount++;
        pod.UnschedulableCount = 0;
        pod.RejectedBy = 0;
        Delay(pod, pod.ErrorCount);
        Move(pod, QueuePlace.ErrorBackoff);
        _errorBackoff.Add(pod);
    }

    /// <summary>Makes ready what has waited long enough.</summary>
    public void Tick()
    {
        var now = _time.GetUtcNow();
        Release(_backoff, now);
        Release(_errorBackoff, now);
        if (now - _flushedAt < QueueTimes.FlushInterval) return;
        _flushedAt = now;
        _concerned.Clear();
        _parked.CopyTo(_concerned);
        foreach (var pod in _concerned)
            if (now - pod.ParkedAt > _times.ParkedAtMost) Wake(pod);
    }

    private static int ByReadiness(QueuedPod x, QueuedPod y)
    {
        var byTime = x.ReadyAt.CompareTo(y.ReadyAt);
        return byTime != 0 ? byTime : x.Order.CompareTo(y.Order);
    }

    private void Move(QueuedPod pod, QueuePlace place)
    {
        _places[(int)pod.Place]--;
        _places[(int)place]++;
        pod.Place = place;
    }

    private void Enqueue(QueuedPod pod)
    {
        if (_preEnqueue(pod.Pod).IsFeasible)
        {
            Move(pod, QueuePlace.Active);
            _active.Add(pod);
        }
        else Move(pod, QueuePlace.Gated);
    }

    private void Delay(QueuedPod pod, int failures)
    {
        pod.ParkedAt = pod.QueuedAt = _time.GetUtcNow();
        pod.ReadyAt = pod.ParkedAt + _times.Backoff(failures);
    }

    private void Release(PodHeap heap, DateTimeOffset now)
    {
        while (heap.TryPeek(out var pod) && pod.ReadyAt <= now)
        {
            heap.Remove(pod);
            Enqueue(pod);
        }
    }

    /// <summary>It may be tried again, when its back-off is over.</summary>
    private void Ready(QueuedPod pod)
    {
        if (!_preEnqueue(pod.Pod).IsFeasible) Move(pod, QueuePlace.Gated);
        else if (pod.ReadyAt <= _time.GetUtcNow())
        {
            Move(pod, QueuePlace.Active);
            _active.Add(pod);
        }
        else
        {
            Move(pod, QueuePlace.Backoff);
            _backoff.Add(pod);
        }
    }

    private void Wake(QueuedPod pod)
    {
        _parked.Remove(pod);
        Ready(pod);
    }

    private void TakeOut(QueuedPod pod)
    {
        switch (pod.Place)
        {
            case QueuePlace.Active: _active.Remove(pod); break;
            case QueuePlace.Backoff: _backoff.Remove(pod); break;
            case QueuePlace.ErrorBackoff: _errorBackoff.Remove(pod); break;
            case QueuePlace.Parked: _parked.Remove(pod); break;
        }
    }
}
