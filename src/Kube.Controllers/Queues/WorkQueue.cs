using System.Diagnostics.CodeAnalysis;

namespace Kube.Controllers.Queues;

/// <summary>Keys that wait for workers: each waits once however often it is added, is worked on by one worker at a time, and is worked on again when it was
/// added meanwhile. Fresh work overtakes start-up work; within each, first come, first served. Everything under one lock, never held while waiting.</summary>
internal sealed partial class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TKey, (bool Initial, long Turn)> _ready = new();
    private readonly Dictionary<TKey, Waiting> _waiting = [];
    private readonly Dictionary<TKey, long> _working = [];
    private readonly Queue<TaskCompletionSource> _workers = new();
    private readonly RetryDelays<TKey> _retries;
    private readonly QueueMetrics _metrics;
    private readonly TimeProvider _time;
    private long _turn;
    private bool _ended;

    public WorkQueue(string name, TimeProvider time)
    {
        _time = time;
        _retries = new(time);
        _metrics = new(name, time, Observe);
        _timer = time.CreateTimer(static queue => ((WorkQueue<TKey>)queue!).AddRipe(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys wait for a worker now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public void Add(TKey key, bool isInitial = false)
    {
        TaskCompletionSource? worker;
        lock (_gate)
            worker = AddUnderLock(key, isInitial);
        worker?.SetResult();
    }

    /// <summary>Adds a key that failed, after its wait.</summary>
    public void Retry(TKey key)
    {
        _metrics.Retried();
        AddAfter(key, _retries.Next(key));
    }

    /// <summary>A key succeeded: its next failure waits the shortest time.</summary>
    public void Forget(TKey key) => _retries.Forget(key);

    public int Failures(TKey key) => _retries.Failures(key);

    /// <summary>Waits for a key; the worker must say <see cref="Done"/> when it is through with it.</summary>
    /// <returns>False when the queue has ended.</returns>
    public async ValueTask<Taken> TakeAsync()
    {
        while (true)
        {
            TaskCompletionSource worker;
            lock (_gate)
            {
                if (_ended) return default;
                if (TryTake(out var key)) return new(true, key);
                worker = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _workers.Enqueue(worker);
            }

            await worker.Task;
        }
    }

    public void Done(TKey key)
    {
        TaskCompletionSource? worker = null;
        lock (_gate)
        {
            if (!_working.Remove(key, out var since)) return;
            _metrics.Worked(since);
            if (_waiting.TryGetValue(key, out var again))
            {
                _ready.Enqueue(key, (again.Initial, again.Turn));
                _workers.TryDequeue(out worker);
            }
        }

        worker?.SetResult();
    }

    /// <summary>Ends every waiting worker; what is added from now on is dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
        }

        while (_workers.TryDequeue(out var worker)) worker.SetResult();
        _timer.Dispose();
        _metrics.Dispose();
    }

    private TaskCompletionSource? AddUnderLock(TKey key, bool isInitial)
    {
        if (_ended) return null;
        if (_waiting.TryGetValue(key, out var known))
        {
            if (isInitial || !known.Initial) return null;
            // The earlier entry stays in the heap and is passed over when its turn comes.
            _waiting[key] = known with { Initial = false };
            if (!_working.ContainsKey(key)) _ready.Enqueue(key, (false, known.Turn));
            return null;
        }

        _metrics.Added();
        var waiting = new Waiting(isInitial, _turn++, _time.GetTimestamp());
        _waiting.Add(key, waiting);
        if (_working.ContainsKey(key)) return null;
        _ready.Enqueue(key, (isInitial, waiting.Turn));
        return _workers.TryDequeue(out var worker) ? worker : null;
    }

    private bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        while (_ready.TryDequeue(out key, out var place))
        {
            if (!_waiting.TryGetValue(key, out var waiting) || waiting.Turn != place.Turn || waiting.Initial != place.Initial || _working.ContainsKey(key)) continue;
            _waiting.Remove(key);
            _working.Add(key, _time.GetTimestamp());
            _metrics.Took(waiting.Since);
            return true;
        }

        return false;
    }

    private QueueState Observe()
    {
        lock (_gate)
        {
            var total = TimeSpan.Zero;
            var longest = TimeSpan.Zero;
            foreach (var since in _working.Values)
            {
                var worked = _time.GetElapsedTime(since);
                total += worked;
                if (worked > longest) longest = worked;
            }

            return new(_waiting.Count, total, longest);
        }
    }

    /// <param name="IsKey">False when the queue has ended.</param>
    /// <param name="Key">The key to work on.</param>
    internal readonly record struct Taken(bool IsKey, TKey Key);

    private readonly record struct Waiting(bool Initial, long Turn, long Since);
}
