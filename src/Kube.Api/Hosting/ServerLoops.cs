using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Hosting;

/// <summary>What a server does beside its requests for as long as it runs: loops that outlive whatever fails in one of their rounds, and that have ended before the server
/// stops serving.</summary>
internal abstract partial class ServerLoops : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private readonly IWorkScheduler _work;
    private readonly ILogger _logger;
    private bool _isDisposed;

    protected ServerLoops(IWorkScheduler work, TimeProvider time, ILogger logger)
    {
        (_work, _logger, Time) = (work, logger, time);
        Stopping = _stopping.Token;
    }

    protected CancellationToken Stopping { get; }

    protected TimeProvider Time { get; }

    protected ILogger Logger => _logger;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the loops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Task[] loops;
        lock (_loops) loops = [.. _loops];
        await Task.WhenAll(loops);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual void Dispose()
    {
        // What is registered under two types is disposed of under both.
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        // A host that failed to start stops nothing that it started.
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Runs a round again and again until the server stops: at once when it has ended, after a pause when it has failed.</summary>
    protected void Repeat(string name, Func<Task> round)
    {
        // Kept, and awaited in the end, among the others.
        _ = Run(name, async () =>
        {
            await round();
            return false;
        });
    }

    /// <summary>Runs a round until it says that it is done, or the server stops; rounds that fail are run again after a pause.</summary>
    protected Task Run(string name, Func<Task<bool>> round)
    {
        var loop = _work.Run(name, () => LoopAsync(name, round));
        lock (_loops)
        {
            _loops.RemoveAll(static known => known.IsCompletedSuccessfully);
            _loops.Add(loop);
        }

        return loop;
    }

    /// <summary>Waits a moment: before a watch that has ended begins anew.</summary>
    protected Task PauseAsync() => Task.Delay(s_pause, Time, Stopping);

    private async Task LoopAsync(string name, Func<Task<bool>> round)
    {
        try
        {
            while (!Stopping.IsCancellationRequested)
            {
                try
                {
                    if (await round()) return;
                }
                catch (Exception e) when (e is not OperationCanceledException || !Stopping.IsCancellationRequested)
                {
                    // Whatever it is: a loop that ended here would be missed by nobody until the server stops.
                    LogFailed(_logger, e, name);
                    await PauseAsync();
                }
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(2300, LogLevel.Warning, "{Loop} failed; it goes on shortly.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string loop);
}
