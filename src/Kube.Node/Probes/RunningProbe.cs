using Kube.Store.Work;

namespace Kube.Node.Probes;

/// <summary>A probe's worker while it works.</summary>
internal sealed class RunningProbe : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly ProbeWorker _worker;
    private bool _ended;

    public RunningProbe(ProbeWorker worker, IWorkScheduler work)
    {
        _worker = worker;
        Completion = work.Run("node.probe", RunAsync);
    }

    /// <summary>Never fails.</summary>
    public Task Completion { get; }

    /// <summary>It was told of the end of startup.</summary>
    public bool Hurried { get; private set; }

    public void Hurry()
    {
        Hurried = true;
        _worker.Hurry();
    }

    /// <summary>Ends it; what it awaits is given up, not awaited here.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (!_ended) _end.Cancel();
        }
    }

    public void Dispose()
    {
        lock (_gate) _ended = true;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _worker.RunAsync(_end.Token);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
        finally
        {
            Dispose();
        }
    }
}
