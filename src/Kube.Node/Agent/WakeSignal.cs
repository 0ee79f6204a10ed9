using System.Runtime.CompilerServices;

namespace Kube.Node.Agent;

/// <summary>Wakes one loop. Rung while the loop is busy it is remembered, once. Ring from any thread; one waiter.</summary>
/// <remarks>Not a channel: the task of a channel's wait completes by way of the thread pool, where a virtual clock cannot see it.</remarks>
internal sealed class WakeSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _rung;

    public void Ring()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            (waiter, _waiter) = (_waiter, null);
            _rung = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Forgets a ring that nobody has waited for yet: the loop is about to see whatever it was for.</summary>
    public void Clear()
    {
        lock (_gate) _rung = false;
    }

    /// <summary>Waits for a ring or for some time to pass, whichever is first.</summary>
    /// <returns>Whether it rang.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (_rung)
            {
                _rung = false;
                return true;
            }

            if (atMost <= TimeSpan.Zero) return false;
            _waiter = waiter = new();
        }

        try
        {
            await waiter.Task.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // A ring in the same moment counts.
                if (_waiter != waiter) return true;
                _waiter = null;
                return false;
            }
        }

        // Off the ringer's stack, which may be a cache's loop.
        await Task.Yield();
        return true;
    }
}
