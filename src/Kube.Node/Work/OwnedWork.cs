using System.Collections.Concurrent;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Work;

/// <summary>The loops of a part of the node, such as the connections of its proxy: started here, kept here, awaited when it stops. Safe for concurrent use.</summary>
internal sealed class OwnedWork(IWorkScheduler work, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private long _next;

    /// <summary>Ends everything.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>How many loops and connections there are.</summary>
    public int Count => _running.Count;

    /// <summary>Starts a loop. What it does not catch is logged, and ends it alone.</summary>
    public void Run(string name, Func<Task> body)
    {
        var id = Interlocked.Increment(ref _next);
        // The entry is there before the body can end and take it away: the body starts with the gate.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[id] = work.Run(name, async () =>
        {
            await gate.Task;
            try
            {
                await body();
            }
            catch (Exception e)
            {
                if (!_stop.IsCancellationRequested) OwnedWorkLog.Failed(logger, e, name);
            }
            finally
            {
                _running.TryRemove(id, out _);
            }
        });
        gate.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // One that ends may have started another just before.
        while (!_running.IsEmpty) await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }
}
