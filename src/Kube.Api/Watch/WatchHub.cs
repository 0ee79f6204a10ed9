using Kube.Api.Catalog;
using Kube.Api.Objects;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Snapshots;
using Kube.Store.Watch;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Watch;

/// <summary>Reads the store's changes once and lays them out in feeds, so that a change wakes only the watchers that it may concern.</summary>
/// <remarks>One loop writes; watchers join and leave under the same lock, and read without it. The loop starts with the first watcher.</remarks>
internal sealed partial class WatchHub(IKeyValueStore store, IStoreSnapshots snapshots, IWorkScheduler scheduler, ILogger<WatchHub> logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<object, ResourceFeeds> _byResource = [];
    private readonly List<ChangeFeed> _touched = [];
    private Task? _loop;
    private long _revision;
    private bool _ended;

    /// <summary>Every change up to here is in the feeds.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>The loop has ended, with the store or with the server: nothing will come any more.</summary>
    public bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>Adds a watcher to a feed and places it at the feed's end.</summary>
    /// <returns>The revision up to which the changes lie behind the watcher's place.</returns>
    public long Join(FeedWatch watcher, ResourceDefinition resource, FeedKey key)
    {
        lock (_gate)
        {
            if (_loop is null) Start();
            if (!_byResource.TryGetValue(resource.FeedRoot, out var feeds)) _byResource[resource.FeedRoot] = feeds = new(resource, _gate);
            var feed = feeds.GetOrAdd(key);
            feed.Add(watcher);
            watcher.Feed = feed;
            watcher.MoveTo(feed.Tail);
            return _revision;
        }
    }

    /// <summary>Places a watcher that was cut off at its feed's end again.</summary>
    public long Rejoin(FeedWatch watcher)
    {
        lock (_gate)
        {
            watcher.MoveTo(watcher.Feed!.Tail);
            return _revision;
        }
    }

    public void Leave(FeedWatch watcher, ResourceDefinition resource)
    {
        lock (_gate)
        {
            var feed = watcher.Feed!;
            feed.Remove(watcher);
            if (!feed.IsUnused) return;
            var feeds = _byResource[resource.FeedRoot];
            feeds.Remove(feed);
            if (feeds.IsEmpty) _byResource.Remove(resource.FeedRoot);
        }
    }

    /// <summary>Ends the watches of a resource whose definition has changed or gone.</summary>
    public void EndWatches(VersionFamily family)
    {
        lock (_gate)
        {
            if (_byResource.TryGetValue(family.Identity, out var feeds)) feeds.WakeAll();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task? loop;
        lock (_gate)
        {
            loop = _loop;
            _ended = true;
        }

        if (loop is not null) await loop;
        _stopping.Dispose();
    }

    private void Start()
    {
        _revision = snapshots.CurrentRevision;
        var changes = store.WatchAsync(new WatchRequest { Range = KeyRange.All, FromRevision = _revision + 1 }, _stopping.Token);
        _loop = scheduler.Run("api.watch", () => RunAsync(changes));
    }

    private async Task RunAsync(IAsyncEnumerable<WatchBatch> changes)
    {
        try
        {
            await foreach (var batch in changes) Dispatch(batch);
        }
        catch (Exception e) when (e is ObjectDisposedException || (e is OperationCanceledException && _stopping.IsCancellationRequested))
        {
            // The server stops, and the container closes the store before this: watchers see the end below.
        }
        catch (StoreException e)
        {
            LogEnded(logger, e);
        }
        finally
        {
            End();
        }
    }

    private void Dispatch(WatchBatch batch)
    {
        lock (_gate)
        {
            foreach (var stored in batch.Events)
            {
                var resource = ((stored.Current?.Projection ?? stored.Previous?.Projection) as ServedObject)?.Resource;
                // Nothing can watch what was not known when it was written, and what is watched is known.
                if (resource is null || !_byResource.TryGetValue(resource.FeedRoot, out var feeds)) continue;
                feeds.Append(ObjectChange.From(stored, resource), _touched);
            }

            // After the links: whoever reads this revision finds every change up to it.
            Volatile.Write(ref _revision, batch.Revision);
            foreach (var feed in _touched) feed.Wake();
            _touched.Clear();
        }
    }

    private void End()
    {
        lock (_gate)
        {
            Volatile.Write(ref _ended, true);
            foreach (var feeds in _byResource.Values) feeds.WakeAll();
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "Watching the store ended; watches of clients end too.")]
    private static partial void LogEnded(ILogger logger, Exception exception);
}
