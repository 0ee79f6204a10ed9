using System.Runtime.CompilerServices;
using Kube.Store.Errors;

namespace Kube.Store.Watch;

/// <summary>One watcher: a place in the shared history. The writer appends and signals; it never waits and never queues.</summary>
/// <param name="hub">The history.</param>
/// <param name="request">What it wants to see.</param>
/// <param name="from">First revision to report.</param>
internal sealed class Subscription(WatchHub hub, WatchRequest request, long from)
{
    private const int BatchEvents = 512;                        // enough to share a wake-up, small enough to go out at once
    private readonly WatchHistory _history = hub.History;
    private long _next = from;
    private HistoryGroup? _place;
    private bool _placeRead;
    private LogHistory? _log;

    public async IAsyncEnumerable<WatchBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        hub.Enter();
        // The end is a wake-up like another: to wait for either of two would cost each batch a detour over the thread pool.
        await using var ending = cancellationToken.UnsafeRegister(static history => ((WatchHistory)history!).Signal(), _history);
        try
        {
            if (_next < hub.Versions.CompactedRevision)
                throw new RevisionCompactedException(_next, hub.Versions.CompactedRevision);
            var reported = hub.Time.GetTimestamp();
            while (true)
            {
                var grown = _history.Grown;                     // before looking, so that nothing is missed between looking and waiting
                cancellationToken.ThrowIfCancellationRequested();
                while (Read() is { } batch)
                {
                    yield return batch;
                    cancellationToken.ThrowIfCancellationRequested();
                    reported = hub.Time.GetTimestamp();
                }
                if (_history.End is { } end)
                    throw end;
                if (await WaitAsync(grown, reported, cancellationToken))
                    continue;
                yield return new(Math.Min(_next - 1, _history.LastRevision), []);
                reported = hub.Time.GetTimestamp();
            }
        }
        finally
        {
            hub.Leave();
        }
    }

    /// <summary>False when it is time to report progress.</summary>
    private async ValueTask<bool> WaitAsync(Task grown, long reported, CancellationToken cancellationToken)
    {
        if (request.ProgressInterval <= TimeSpan.Zero)
        {
            await grown;
            return true;
        }
        var left = request.ProgressInterval - hub.Time.GetElapsedTime(reported);
        if (left <= TimeSpan.Zero)
            return false;
        try
        {
            await grown.WaitAsync(left, hub.Time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The next batch; null when the watcher has seen everything.</summary>
    private WatchBatch? Read()
    {
        List<WatchEvent>? collected = null;
        while (true)
        {
            if (_place?.Events is null && !Locate())
            {
                if (collected is not null)
                    return new(_next - 1, collected);
                if (_next < hub.Versions.CompactedRevision)
                    throw new RevisionCompactedException(_next, hub.Versions.CompactedRevision);
                _log ??= hub.OpenLog();
                var old = _log.Read(ref _next, _history.OldestRevision, request.Range);
                if (old.Count > 0)
                    return new(_next - 1, old);
                continue;
            }
            if (!_placeRead)
            {
                if (_place!.Events is not { } events)
                    continue;
                var last = _place.LastRevision;
                var whole = collected is null ? Whole(events, last) : null;
                if (whole is null)
                    Collect(events, ref collected);
                _next = Math.Max(_next, last + 1);
                _placeRead = true;
                if (whole is not null)
                    return whole;
            }
            if (collected is { Count: >= BatchEvents })
                return new(_next - 1, collected);

            if (_place!.Next is { } following)
            {
                _place = following;
                _placeRead = false;
            }
            else if (_place.Events is not null)
            {
                return collected is null ? null : new(_next - 1, collected);
            }
        }
    }

    private bool Locate()
    {
        _place = _history.Find(_next);
        _placeRead = false;
        if (_place is not null)
            _log = null;
        return _place is not null;
    }

    /// <summary>The group as it is, shared with every watcher, when all of it is wanted.</summary>
    private WatchBatch? Whole(WatchEvent[] events, long lastRevision)
    {
        if (events.Length == 0 || events[0].Revision < _next)
            return null;
        foreach (var change in events)
        {
            if (!request.Range.Contains(change.Key.Span))
                return null;
        }
        return new(lastRevision, events);
    }

    private void Collect(WatchEvent[] events, ref List<WatchEvent>? collected)
    {
        foreach (var change in events)
        {
            if (change.Revision >= _next && request.Range.Contains(change.Key.Span))
                (collected ??= []).Add(change);
        }
    }
}
