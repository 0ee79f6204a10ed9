using System.Threading.Channels;
using Kube.Store.Errors;
using Kube.Store.Hosting;
using Kube.Store.Wal;
using Kube.Store.Watch;

namespace Kube.Store.Embedded;

/// <summary>The one loop that changes the store.</summary>
/// <remarks><code>
/// requests → channel → [ evaluate on the working state → one record → write → sync ] → publish root → events → complete callers
/// </code>While a group is being synced, the next one collects in the channel.</remarks>
internal sealed class StoreWriter
{
    private const int MaxMembers = 4096;
    private const long MaxRecordBytes = 4 << 20;                // bounds what one sync carries, and so the wait of the next group
    private readonly Channel<WriterRequest> _queue;
    private readonly CommitGroup _group;
    private readonly List<WriterRequest> _members = [];
    private readonly StoreFoundation _foundation;
    private readonly WatchHistory _history;
    private readonly WriteAheadLog _log;
    private volatile StoreState _state;
    private volatile Exception? _fault;
    private long _appended;

    public StoreWriter(StoreFoundation foundation, StoreWorkspace workspace, WriteAheadLog log, WatchHistory history, KubeStoreOptions options)
    {
        _foundation = foundation;
        _log = log;
        _history = history;
        _appended = log.ReplayedBytes;
        _group = new(workspace, foundation.Versions);
        _state = workspace.Publish(log.Sequence);
        _queue = Channel.CreateBounded<WriterRequest>(new BoundedChannelOptions(options.QueueLength)
        {
            FullMode = BoundedChannelFullMode.Wait,             // a full queue makes further callers wait, not fail
            SingleReader = true,
        });
    }

    /// <summary>What is published. After a fault nobody may be shown it: it may not be on disk.</summary>
    public StoreState State => _state;

    /// <summary>What stopped the store for good; null while it works.</summary>
    public Exception? Fault => _fault;

    /// <summary>Bytes of log written and replayed since the store was opened.</summary>
    public long AppendedBytes => Volatile.Read(ref _appended);

    /// <summary>Called after each group, on the writer's loop.</summary>
    public Action GroupDone { get; set; } = static () => { };

    public ValueTask<TResult> SubmitAsync<TResult>(WriterRequest<TResult> request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        return _queue.Writer.TryWrite(request) ? new(request.Task) : WaitForPlaceAsync(request, cancellationToken);
    }

    public async Task RunAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                if (_foundation.Wal.GroupDelay > TimeSpan.Zero)
                    await Task.Delay(_foundation.Wal.GroupDelay, _foundation.Time, CancellationToken.None);
                await RunGroupAsync();
            }
            await _log.SyncAsync();                             // a clean end leaves nothing to the operating system, whatever the durability
            _history.Close(new ObjectDisposedException("store"));
        }
        catch (Exception error)
        {
            // Data is in danger: what memory says may not be what the disk has. Everything ends here.
            _fault ??= error;
            Stop(_fault);
        }
    }

    /// <summary>Takes no more requests; the loop ends when those in the queue are done.</summary>
    public void Close() => _queue.Writer.TryComplete();

    /// <summary>Stops the store for good after a failure outside the loop.</summary>
    public void Break(Exception cause)
    {
        _fault ??= cause;
        _queue.Writer.TryComplete(cause);
    }

    private void Stop(Exception cause)
    {
        var error = new StoreFaultedException(cause);
        StoreLog.Faulted(_foundation.Logger, cause);
        _queue.Writer.TryComplete(error);
        _history.Close(error);
        foreach (var member in _members)
            member.Fail(error);
        while (_queue.Reader.TryRead(out var waiting))
            waiting.Fail(error);
    }

    private async ValueTask<TResult> WaitForPlaceAsync<TResult>(WriterRequest<TResult> request, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw _fault is { } fault ? new StoreFaultedException(fault) : new ObjectDisposedException("store");
        }
        return await request.Task;
    }

    private async ValueTask RunGroupAsync()
    {
        var before = _state;
        _group.Begin(before);
        _members.Clear();
        Collect();
        if (!_group.Record.IsEmpty)
        {
            try
            {
                await _log.AppendAsync(_group.Record, before.Revision, _group.Workspace.Revision);
            }
            catch (StoreFullException full)
            {
                // Nothing of the group is on disk, so nothing of it happened; also not for those that only read what others would have written.
                StoreLog.Full(_foundation.Logger, full);
                foreach (var member in _members)
                    member.Fail(new StoreFullException(full.Path, full));
                _members.Clear();
                return;
            }
            Volatile.Write(ref _appended, _appended + _group.Record.TotalBytes);
        }
        if (_group.MustSync || _foundation.Wal.Durability == Durability.Always)
            await SyncAsync();
        Publish(before);
        foreach (var member in _members)
            member.Complete();
        _members.Clear();
        GroupDone();
    }

    private async ValueTask SyncAsync()
    {
        if (!_log.IsDirty)
            return;
        var started = _foundation.Time.GetTimestamp();
        await _log.SyncAsync();
        _foundation.Metrics.Synced(_foundation.Time.GetElapsedTime(started));
    }

    private void Collect()
    {
        while (_members.Count < MaxMembers && _group.Record.TotalBytes < MaxRecordBytes && _queue.Reader.TryRead(out var request))
        {
            var length = _group.Record.TotalBytes;
            try
            {
                request.Apply(_group);
                _members.Add(request);
            }
            catch (StoreException error) when (_group.Record.TotalBytes == length)
            {
                request.Fail(error);
            }
            catch
            {
                _members.Add(request);                          // it stopped half-way: the loop ends, and this caller must hear of it too
                throw;
            }
        }
    }

    private void Publish(StoreState before)
    {
        if (_group.Record.IsEmpty && !_group.HasPurged)
            return;
        var state = _group.Workspace.Publish(_log.Sequence);
        _foundation.Versions.CompactedRevision = state.CompactedRevision;
        _state = state;
        if (state.Revision > before.Revision)
            _history.Add([.. _group.Events], _group.EventBytes, state.Revision);
    }
}
