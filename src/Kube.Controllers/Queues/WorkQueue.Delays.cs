namespace Kube.Controllers.Queues;

/// <summary>Keys that come later: one timer for all, set to the earliest.</summary>
internal sealed partial class WorkQueue<TKey>
{
    private readonly PriorityQueue<TKey, long> _later = new();
    private readonly Dictionary<TKey, long> _dueTimes = [];
    private readonly ITimer _timer;
    private long _timerDue = long.MaxValue;

    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_gate)
        {
            if (_ended) return;
            var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_dueTimes.TryGetValue(key, out var known) && known <= due) return;
            _dueTimes[key] = due;
            _later.Enqueue(key, due);
            SetTimer();
        }
    }

    private void AddRipe()
    {
        List<TaskCompletionSource> workers = [];
        lock (_gate)
        {
            if (_ended) return;
            _timerDue = long.MaxValue;
            var now = _time.GetTimestamp();
            while (_later.TryPeek(out var key, out var due) && due <= now)
            {
                _later.Dequeue();
                if (!_dueTimes.TryGetValue(key, out var current) || current != due) continue;
                _dueTimes.Remove(key);
                if (AddUnderLock(key, isInitial: false) is { } worker) workers.Add(worker);
            }

            SetTimer();
        }

        foreach (var worker in workers) worker.SetResult();
    }

    private void SetTimer()
    {
        if (!_later.TryPeek(out _, out var due) || due >= _timerDue) return;
        _timerDue = due;
        // Timers count milliseconds: rounded up, or a timer that fires a moment early would be set to nothing.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, due - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
