using System.Threading.Tasks.Sources;

namespace Kube.Store.Work;

/// <summary>Wakes one loop. Rung while the loop is busy it is remembered, once.</summary>
/// <remarks>Whatever ends a wait, the loop goes on by its own scheduler: no wait goes over the thread pool on its way, where virtual time could not see it.</remarks>
internal sealed class Doorbell : IValueTaskSource<bool>
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private bool _isRung;
    private bool _isAwaited;

    public void Ring()
    {
        lock (_gate)
        {
            if (!_isAwaited)
            {
                _isRung = true;
                return;
            }

            _isAwaited = false;
        }

        _wait.SetResult(true);
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        // The wait begins first: what would end it is heard from here on.
        var ring = RingAsync();
        using var cancelled = cancellationToken.UnsafeRegister(static bell => ((Doorbell)bell!).GiveUp(), this);
        if (!await ring) cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Waits for a ring or for some time to pass, whichever is first.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        var ring = RingAsync();
        using var cancelled = cancellationToken.UnsafeRegister(static bell => ((Doorbell)bell!).GiveUp(), this);
        using var passed = time.CreateTimer(static bell => ((Doorbell)bell!).GiveUp(), this, atMost, Timeout.InfiniteTimeSpan);
        if (!await ring) cancellationToken.ThrowIfCancellationRequested();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    /// <returns>Whether it rang; false: the wait was given up.</returns>
    private ValueTask<bool> RingAsync()
    {
        lock (_gate)
        {
            if (_isRung)
            {
                _isRung = false;
                return new(true);
            }

            _wait.Reset();
            _isAwaited = true;
            return new(this, _wait.Version);
        }
    }

    // A timer's last call may come late and end the next wait: to its loop that is a look for nothing.
    private void GiveUp()
    {
        lock (_gate)
        {
            if (!_isAwaited) return;
            _isAwaited = false;
        }

        _wait.SetResult(false);
    }
}
