using System.Diagnostics.CodeAnalysis;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Objects;
using Kube.Api.Selectors;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Watch;

namespace Kube.Api.Watch;

/// <summary>One client's watch: first the objects there are, then history up to where the hub is, then its feed. Read by one reader.</summary>
/// <remarks><code>
///  initial (snapshot) ─► catch-up (store history) ─► live (feed) ─► ended (timeout, error, server stop)
///                              ▲                        │
///                              └── cut off: did not read for too long
/// </code></remarks>
internal sealed class FeedWatch : ObjectWatch
{
    private readonly WatchHub _hub;
    private readonly IKeyValueStore _store;
    private readonly ResourceDefinition _resource;
    private readonly ObjectSelection _selection;
    private readonly WatchClock _clock;
    private readonly Queue<WatchEvent> _ready = new();

    private FeedNode? _position;
    private IEnumerator<ObjectRevision>? _initial;
    private long _initialRevision;
    private bool _bookmarkInitial;
    private IAsyncEnumerator<WatchBatch>? _history;
    private long _historyEnd;
    private long _seenRevision;
    private int _seenSubRevision = int.MaxValue;
    private bool _failed;
    private CancellationTokenRegistration _registration;
    private CancellationToken _registered;

    public FeedWatch(WatchHub hub, IKeyValueStore store, ResourceDefinition resource, ObjectSelection selection, FeedKey key, WatchClock clock)
    {
        _hub = hub;
        _store = store;
        _resource = resource;
        _selection = selection;
        _clock = clock;
        clock.Start(Signal);
        _seenRevision = hub.Join(this, resource.Stored, key);
    }

    public override ResourceDefinition Resource => _resource;

    public WatchSignal Signal { get; } = new();

    /// <summary>Place among its feed's watchers; the feed's own note.</summary>
    public int Place { get; set; }

    public ChangeFeed? Feed { get; set; }

    public void MoveTo(FeedNode node) => Volatile.Write(ref _position, node);

    /// <summary>Lets go of the chain when the watcher has not read up to <paramref name="sequence"/>.</summary>
    public void CutOffBefore(long sequence)
    {
        var position = Volatile.Read(ref _position);
        if (position is not null && position.Sequence < sequence) Interlocked.CompareExchange(ref _position, null, position);
    }

    /// <summary>Starts with the objects of a snapshot; changes up to its revision are not sent again.</summary>
    public void BeginWith(IEnumerable<ObjectRevision> objects, long revision, bool bookmark)
    {
        _initial = objects.GetEnumerator();
        _initialRevision = revision;
        _bookmarkInitial = bookmark;
        _seenRevision = revision;
    }

    /// <summary>Starts after <paramref name="revision"/>, which may be older than the feed's place.</summary>
    public void BeginAfter(long revision)
    {
        var joined = _seenRevision;
        _seenRevision = revision;
        if (revision < joined) OpenHistory(joined);
    }

    public override bool TryRead([NotNullWhen(true)] out WatchEvent? watchEvent)
    {
        if (_ready.TryDequeue(out watchEvent)) return true;
        if (_failed || _clock.HasEnded || _resource.Family is { IsRetired: true }) return false;
        if (_initial is not null && TryReadInitial(out watchEvent)) return true;
        if (_history is not null) return false;
        return TryReadFeed(out watchEvent);
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_ready.Count > 0) return true;
            if (_failed || _clock.HasEnded || _resource.Family is { IsRetired: true }) return false;
            if (_initial is not null) return true;
            if (await PrepareNextAsync(cancellationToken)) return true;
            if (_history is not null || Volatile.Read(ref _position) is null)
            {
                await ReadHistoryAsync();
                continue;
            }

            if (Volatile.Read(ref _position)?.Next is not null || _clock.IsBookmarkDue) return true;
            if (_hub.HasEnded) return false;
            Register(cancellationToken);
            await Signal.WaitAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _hub.Leave(this, _resource.Stored);
        _clock.Dispose();
        await _registration.DisposeAsync();
        _initial?.Dispose();
        if (_history is not null) await _history.DisposeAsync();
    }

    private bool TryReadInitial([NotNullWhen(true)] out WatchEvent? watchEvent)
    {
        while (_initial!.MoveNext())
        {
            var (obj, revision) = _initial.Current;
            watchEvent = new(WatchEventType.Added, obj.In(_resource), revision);
            return true;
        }

        _initial.Dispose();
        _initial = null;
        watchEvent = _bookmarkInitial ? Bookmark(_initialRevision, endsInitialEvents: true) : null;
        return watchEvent is not null;
    }

    private bool TryReadFeed([NotNullWhen(true)] out WatchEvent? watchEvent)
    {
        while (true)
        {
            // Before the look at the chain: see WatchHub.Dispatch.
            var revision = _hub.Revision;
            var position = Volatile.Read(ref _position);
            if (position?.Next is not { } next)
            {
                watchEvent = position is not null && _clock.TakeBookmark() ? Bookmark(Math.Max(revision, _seenRevision), endsInitialEvents: false) : null;
                return watchEvent is not null;
            }

            if (_resource.Family is { ConvertsOutside: true } && !next.Change!.IsKnownIn(_resource))
            {
                // Somebody outside converts: that is waited for, not done here.
                watchEvent = null;
                return false;
            }

            if (Interlocked.CompareExchange(ref _position, next, position) != position) continue;
            if (Accept(next.Change!) is { } accepted)
            {
                watchEvent = accepted;
                return true;
            }
        }
    }

    private WatchEvent? Accept(ObjectChange change)
    {
        if (change.Revision < _seenRevision || (change.Revision == _seenRevision && change.SubRevision <= _seenSubRevision)) return null;
        _seenRevision = change.Revision;
        _seenSubRevision = change.SubRevision;
        return change.For(_selection, _resource);
    }

    private WatchEvent Bookmark(long revision, bool endsInitialEvents) =>
        new(WatchEventType.Bookmark, WatchBookmark.Of(_resource, endsInitialEvents), revision, endsInitialEvents);

    private void OpenHistory(long until)
    {
        _historyEnd = until;
        // From the last one seen, for the rest of its transaction. Of all keys: the stretch then surely ends, even when none of it concerns this watch.
        var from = _seenSubRevision == int.MaxValue ? _seenRevision + 1 : _seenRevision;
        _history = _store.WatchAsync(new WatchRequest { Range = KeyRange.All, FromRevision = from }, CancellationToken.None).GetAsyncEnumerator();
    }

    private async ValueTask ReadHistoryAsync()
    {
        if (_history is null) OpenHistory(_hub.Rejoin(this));
        try
        {
            if (_seenRevision >= _historyEnd || !await _history!.MoveNextAsync())
            {
                await CloseHistoryAsync();
                return;
            }

            var batch = _history!.Current;
            foreach (var stored in batch.Events)
            {
                if (stored.Revision > _historyEnd) break;
                if (!Concerns(stored)) continue;
                var change = ObjectChange.From(stored, _resource.Stored);
                if (_resource.Family is { ConvertsOutside: true }) await change.PrepareAsync(_resource, CancellationToken.None);
                if (Accept(change) is { } accepted) _ready.Enqueue(accepted);
            }

            if (batch.Revision >= _historyEnd) await CloseHistoryAsync();
        }
        catch (RevisionCompactedException e)
        {
            await FailAsync(new ExpiredException($"too old resource version: {_seenRevision} ({e.OldestRevision - 1})"));
        }
    }

    /// <summary>Has the next change converted where somebody outside does that.</summary>
    /// <returns>Whether that was to be done.</returns>
    private async ValueTask<bool> PrepareNextAsync(CancellationToken cancellationToken)
    {
        if (_resource.Family is not { ConvertsOutside: true } || Volatile.Read(ref _position)?.Next is not { Change: { } change } || change.IsKnownIn(_resource)) return false;
        try
        {
            await change.PrepareAsync(_resource, cancellationToken);
        }
        catch (ApiException e)
        {
            _failed = true;
            _ready.Enqueue(new(WatchEventType.Error, StatusObjects.Encode(e.ToStatus()), 0));
        }

        return true;
    }

    private bool Concerns(Store.Watch.WatchEvent stored)
    {
        // What was written before its definition was known is known by its place.
        if (_resource.Family is not null) return (stored.Current ?? stored.Previous)?.Key.Span.StartsWith(_resource.KeyPrefix) == true;
        return ((stored.Current?.Projection ?? stored.Previous?.Projection) as ServedObject)?.Resource == _resource.Stored;
    }

    private async ValueTask CloseHistoryAsync()
    {
        await _history!.DisposeAsync();
        _history = null;
        if (_historyEnd <= _seenRevision) return;
        _seenRevision = _historyEnd;
        _seenSubRevision = int.MaxValue;
    }

    private async ValueTask FailAsync(ApiException error)
    {
        await CloseHistoryAsync();
        _failed = true;
        _ready.Enqueue(new(WatchEventType.Error, StatusObjects.Encode(error.ToStatus()), 0));
    }

    private void Register(CancellationToken cancellationToken)
    {
        // The same token comes with every wait of a stream: one registration serves them all.
        if (cancellationToken == _registered) return;
        _registration.Dispose();
        _registered = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static signal => ((WatchSignal)signal!).Set(), Signal);
    }
}
