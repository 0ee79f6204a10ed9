using Kube.Store.Work;

namespace Kube.Node.Hosting;

/// <summary>A loop of the host's: runs from when its servers listen, and is told to end, and awaited, before they stop.</summary>
/// <param name="name">The loop's name.</param>
/// <param name="work">Runs it.</param>
internal abstract class HostedLoop(string name, IWorkScheduler work) : ListeningHostService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Runs the loop, and whatever belongs to it.</summary>
    protected IWorkScheduler Work => work;

    public sealed override Task StartedAsync(CancellationToken cancellationToken)
    {
        _loop = work.Run(name, () => RunAsync(_stop.Token));
        return Task.CompletedTask;
    }

    public sealed override async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>The loop. It returns, and does not throw, when it is told to stop.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);
}
