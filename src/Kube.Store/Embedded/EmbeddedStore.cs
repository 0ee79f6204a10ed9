using Kube.Store.Errors;
using Kube.Store.Hosting;
using Kube.Store.Kv;
using Kube.Store.Leases;
using Kube.Store.Maintenance;
using Kube.Store.Snapshots;
using Kube.Store.Wal;
using Kube.Store.Watch;
using Kube.Store.Work;

namespace Kube.Store.Embedded;

/// <summary>The embedded engine: every door of the store over one directory.</summary>
internal sealed partial class EmbeddedStore : IKeyValueStore, ILeaseStore, IStoreSnapshots, IStoreMaintenance, IAsyncDisposable
{
    private readonly StoreFoundation _foundation;
    private readonly WriteAheadLog _log;
    private readonly StoreWriter _writer;
    private readonly WatchHub _hub;
    private readonly StoreUpkeep _upkeep;
    private readonly LeaseExpiry _expiry;
    private readonly TransactionChecks _checks;
    private readonly IDisposable _directoryLock;
    private readonly CancellationTokenSource _stopping = new();
    private int _disposed;
    private Task _loops = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;

    private EmbeddedStore(StoreFoundation foundation, RecoveredStore recovered, KubeStoreOptions options, IDisposable directoryLock)
    {
        _foundation = foundation;
        _directoryLock = directoryLock;
        _log = recovered.Log;
        var history = new WatchHistory(options.HistoryBytes, recovered.Workspace.Revision);
        _writer = new(foundation, recovered.Workspace, _log, history, options);
        _hub = new(history, foundation.Versions, () => new(_log, foundation.Files, foundation.Versions, () => _writer.State), foundation.Time);
        _upkeep = new(foundation, _writer, _log, recovered.Checkpoint, recovered.CheckpointLength);
        _expiry = new(_writer, foundation.Time);
        _checks = new(options, foundation.Versions);
    }

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        TransactionChecks.CheckRange(request.Range);
        cancellationToken.ThrowIfCancellationRequested();
        var newest = Newest();
        var snapshot = request.Revision > 0 ? OpenAt(request.Revision) : newest;
        return new(RangeReader.Read(snapshot, request, newest.Revision));
    }

    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return _writer.SubmitAsync(new TransactionRequest(transaction, _checks.Check(transaction)), cancellationToken);
    }

    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        TransactionChecks.CheckRange(request.Range);
        var from = request.FromRevision > 0 ? request.FromRevision : _hub.History.LastRevision + 1;
        return new Subscription(_hub, request, from).ReadAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // A container that hands the store out under several doors disposes of it once for each.
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stopping.CancelAsync();
        await _loops;
        _writer.Close();
        await _writing;
        _foundation.Metrics.Dispose();
        _foundation.Files.Dispose();
        _directoryLock.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The newest state, if it may be shown.</summary>
    private StoreState Newest() => _writer.Fault is { } fault ? throw new StoreFaultedException(fault) : _writer.State;

    private void Start(IWorkScheduler work)
    {
        _writer.GroupDone = _upkeep.GroupDone;
        _writing = work.Run("store.writer", _writer.RunAsync);
        _loops = Task.WhenAll(
            work.Run("store.upkeep", () => RunLoopAsync(_upkeep.RunAsync)),
            work.Run("store.leases", () => RunLoopAsync(_expiry.RunAsync)),
            _foundation.Wal.Durability == Durability.Interval ? work.Run("store.sync", () => RunLoopAsync(SyncAsync)) : Task.CompletedTask);
    }

    /// <summary>With <see cref="Durability.Interval"/>: bounds what a power cut can lose.</summary>
    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_foundation.Wal.SyncInterval, _foundation.Time, cancellationToken);
            await _writer.SubmitAsync(new SyncRequest(), cancellationToken);
        }
    }

    private async Task RunLoopAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The store is being closed.
        }
        catch (Exception error)
        {
            _writer.Break(error);
        }
    }
}
