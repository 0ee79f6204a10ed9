using System.Globalization;

namespace Kube.Api.Client.Caches;

/// <summary>How far a cache has come, and who waits for what.</summary>
/// <remarks>Sources that complete what waits for them at once, and waits that leave the cache's stack by themselves: left to the sources, they would come back by way of
/// the thread pool, where a virtual clock cannot tell when.</remarks>
internal sealed class CacheRevisions
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, ulong> _waiting = new();
    private readonly TaskCompletionSource _synced = new();
    private ulong _shown;
    private Exception? _ended;

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => WaitAsync(_synced.Task, cancellationToken);

    public Task WaitAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        if (!ulong.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            throw new ArgumentException($"{resourceVersion} is no resourceVersion", nameof(resourceVersion));
        lock (_gate)
        {
            if (_shown >= revision) return Task.CompletedTask;
            if (_ended is not null) return Task.FromException(_ended);
            var waiter = new TaskCompletionSource();
            _waiting.Enqueue(waiter, revision);
            return WaitAsync(waiter.Task, cancellationToken);
        }
    }

    /// <summary>The cache shows a revision, and its handlers know.</summary>
    public void Reached(string resourceVersion)
    {
        if (!ulong.TryParse(resourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) return;
        lock (_gate)
        {
            if (revision > _shown) _shown = revision;
            while (_waiting.TryPeek(out var waiter, out var wanted) && wanted <= _shown)
            {
                _waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    public void Synced() => _synced.TrySetResult();

    /// <summary>The cache was disposed of: nobody waits in vain.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _ended = reason;
            while (_waiting.TryDequeue(out var waiter, out _)) waiter.TrySetException(reason);
        }

        if (_synced.TrySetException(reason)) _ = _synced.Task.Exception;
    }

    private static async Task WaitAsync(Task task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted)
        {
            await task;
            return;
        }

        try
        {
            await task.WaitAsync(cancellationToken);
        }
        finally
        {
            // Also when it failed: whoever ends the cache holds its lock meanwhile.
            await Task.Yield();
        }
    }
}
