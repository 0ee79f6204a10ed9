using Kube.Api.Hosting;
using Kube.Store.Maintenance;
using Kube.Store.Snapshots;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.Compaction;

/// <summary>Discards the past: at every tick, what was already old at the tick before. So that a list going on page by page, or a watch that was cut off,
/// has at least one interval to come back.</summary>
internal sealed class StoreCompactor(
    IStoreMaintenance maintenance,
    IStoreSnapshots snapshots,
    IOptions<StoreCompactionOptions> options,
    IWorkScheduler work,
    TimeProvider time,
    ILogger<StoreCompactor> logger) : ServerLoops(work, time, logger)
{
    private long _previous;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Another server may have compacted further, and a store that is full or failed says so to every writer; the next tick tries again.
        if (options.Value.Interval > TimeSpan.Zero) Repeat("api.compaction", TickAsync);
        return Task.CompletedTask;
    }

    private async Task TickAsync()
    {
        await Task.Delay(options.Value.Interval, Time, Stopping);
        var now = snapshots.CurrentRevision;
        if (_previous > snapshots.CompactedRevision) await maintenance.CompactAsync(_previous, Stopping);
        _previous = now;
    }
}
