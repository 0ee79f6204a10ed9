using System.Collections.Concurrent;
using Kube.Store.Work;

namespace Kube.Node.Work;

/// <summary>The loops of a part of the node, such as the connections of its proxy: started here, kept here, awaited when it stops.</summary>
internal sealed class OwnedWork(IWorkScheduler work) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private long _next;

    /// <summary>Ends everything.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>How many loops and connections there are.</summary>
    public int Count => _running.Count;

    /// <summary>Starts a loop. It must catch what may go wrong in it.</summary>
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
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }
}
