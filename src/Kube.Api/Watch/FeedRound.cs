namespace Kube.Api.Watch;

/// <summary>Wakes the many watchers of a feed a few at a time, so that no request stands behind them all in the thread pool's queue.</summary>
/// <remarks>Changes that come while a round is on go to each of them in one piece, in the round after it: to wake a watcher costs several times what an event does.</remarks>
internal sealed class FeedRound(Lock gate, Action<FeedRound> wakeAll) : IThreadPoolWorkItem
{
    /// <summary>From so many watchers on it is worth it.</summary>
    public const int FewestWatchers = 32;

    private const int Few = 16;

    private readonly List<WatchSignal> _turns = [];
    private bool _isOn;
    private bool _isDue;
    private int _next;
    private int _workers;

    /// <summary>Begins a round, or has another follow the one that is on. Called under the hub's lock.</summary>
    public void Begin()
    {
        _isDue = _isOn;
        if (_isOn) return;
        wakeAll(this);
        if (_turns.Count == 0) return;
        _isOn = true;
        _next = 0;
        var workers = _workers = Math.Min(Environment.ProcessorCount, (_turns.Count + Few - 1) / Few);
        for (var i = 0; i < workers; i++) Queue();
    }

    /// <summary>One more watcher belongs to the round that begins.</summary>
    public void Add(WatchSignal watcher) => _turns.Add(watcher);

    /// <summary>The turn of a few; then whatever else waits for a thread has its own before the next.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var end = Interlocked.Add(ref _next, Few);
        var first = end - Few;
        end = Math.Min(end, _turns.Count);
        for (var i = first; i < end; i++) _turns[i].Resume();
        if (first < _turns.Count) Queue();
        else if (Interlocked.Decrement(ref _workers) == 0) End();
    }

    private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void End()
    {
        lock (gate)
        {
            // Watchers that end are not to be kept by the last round that they had.
            _turns.Clear();
            _isOn = false;
            if (_isDue) Begin();
        }
    }
}
