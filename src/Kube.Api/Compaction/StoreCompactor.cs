using Kube.Store.Errors;
using Kube.Store.Maintenance;
using Kube.Store.Snapshots;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Compaction;

/// <summary>Discards the past: at every tick, what was already old at the tick before. So that a list going on page by page, or a watch that was cut off,
/// has at least one interval to come back.</summary>
internal sealed partial class StoreCompactor(
    IStoreMaintenance maintenance,
    IStoreSnapshots snapshots,
    IOptions<StoreCompactionOptions> options,
    IWorkScheduler work,
    TimeProvider time,
    ILogger<StoreCompactor> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Interval > TimeSpan.Zero) _loop = work.Run("api.compaction", LoopAsync);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LoopAsync()
    {
        var previous = 0L;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Value.Interval, time, _stopping.Token);
                var now = snapshots.CurrentRevision;
                if (previous > snapshots.CompactedRevision) await maintenance.CompactAsync(previous, _stopping.Token);
                previous = now;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException failure)
            {
                // Another server may have compacted further, and a store that is full or failed says so to every writer; the next tick tries again.
                LogFailed(logger, failure);
            }
        }
    }

    [LoggerMessage(EventId = 2100, Level = LogLevel.Warning, Message = "Compacting the store failed; it is tried again at the next interval")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
