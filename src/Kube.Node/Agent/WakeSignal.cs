using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Kube.Node.Agent;

/// <summary>Wakes one loop. Rung while the loop is busy it is remembered, once. Ring from any thread; one waiter.</summary>
/// <remarks>
/// Not a channel: the task of a channel's wait completes by way of the thread pool, where a virtual clock cannot see it. A wait that nothing rings for ends without an exception: every
/// pod of a node has one every minute or so.
/// </remarks>
internal sealed class WakeSignal : IValueTaskSource<bool>
{
    private readonly Lock _gate = new();

    // Off the ringer's stack, which may be a cache's loop.
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private Attempt? _waiter;
    private bool _rung;

    public void Ring()
    {
        lock (_gate)
        {
            if (_waiter is null)
            {
                _rung = true;
                return;
            }

            _waiter = null;
        }

        _wait.SetResult(true);
    }

    /// <summary>Forgets a ring that nobody has waited for yet: the loop is about to see whatever it was for.</summary>
    public void Clear()
    {
        lock (_gate) _rung = false;
    }

    /// <summary>Waits for a ring or for some time to pass, whichever is first.</summary>
    /// <returns>Whether it rang.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; a ring meanwhile is remembered for the next wait.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var attempt = new Attempt(this);
        ValueTask<bool> ring;
        lock (_gate)
        {
            if (_rung)
            {
                _rung = false;
                return true;
            }

            if (atMost <= TimeSpan.Zero) return false;
            _wait.Reset();
            _waiter = attempt;
            ring = new(this, _wait.Version);
        }

        // The wait has begun: whatever ends it from here on is heard.
        using var cancelled = cancellationToken.UnsafeRegister(static waiter => ((Attempt)waiter!).GiveUp(), attempt);
        using var passed = time.CreateTimer(static waiter => ((Attempt)waiter!).GiveUp(), attempt, atMost, Timeout.InfiniteTimeSpan);
        if (await ring) return true;
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    /// <summary>One wait: a timer's last call may come late, and must not end the wait after it.</summary>
    private sealed class Attempt(WakeSignal signal)
    {
        public void GiveUp()
        {
            lock (signal._gate)
            {
                if (signal._waiter != this) return;
                signal._waiter = null;
            }

            signal._wait.SetResult(false);
        }
    }
}
