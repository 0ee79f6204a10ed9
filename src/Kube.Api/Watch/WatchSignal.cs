using System.Threading.Tasks.Sources;

namespace Kube.Api.Watch;

/// <summary>Wakes the one reader of a watch: set between its look and its wait, the wait returns at once. Allocates nothing per wait.</summary>
/// <remarks>Readers on the thread pool come back by its common queue, in the order in which they were woken. A thread's own queue, the pool's default, gives the
/// last one its turn first: under load, the first of many watchers would be served last, each time.</remarks>
internal sealed class WatchSignal : IValueTaskSource, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core;
    private bool _onPool = true;
    private bool _set;
    private bool _waiting;

    /// <summary>Wakes the reader.</summary>
    /// <param name="round">What gives a reader on the thread pool its turn; null: it has it as soon as there is a thread.</param>
    public void Set(FeedRound? round = null)
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                _set = true;
                return;
            }

            _waiting = false;
        }

        if (!_onPool)
        {
            // Its scheduler takes the reader back; nothing of it runs here.
            _core.SetResult(true);
            return;
        }

        if (round is not null) round.Add(this);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The reader goes on, here.</summary>
    public void Resume() => _core.SetResult(true);

    /// <summary>Waits for the next <see cref="Set"/>; by one reader at a time.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_set)
            {
                _set = false;
                return default;
            }

            _core.Reset();
            _waiting = true;
            return new ValueTask(this, _core.Version);
        }
    }

    void IThreadPoolWorkItem.Execute() => Resume();

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _onPool = !flags.HasFlag(ValueTaskSourceOnCompletedFlags.UseSchedulingContext)
            || (SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default);
        _core.OnCompleted(continuation, state, token, flags);
    }
}
