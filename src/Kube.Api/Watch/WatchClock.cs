namespace Kube.Api.Watch;

/// <summary>When a watch ends and when its bookmarks are due: about once a minute, and once two seconds before the end, as upstream's.</summary>
internal sealed class WatchClock : IDisposable
{
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_bookmarkEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_bookmarkBeforeEnd = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly bool _bookmarks;
    private readonly DateTimeOffset _end;
    private ITimer? _timer;
    private WatchSignal? _signal;
    private long _nextBookmark;

    public WatchClock(TimeProvider time, TimeSpan timeout, bool bookmarks)
    {
        _time = time;
        _bookmarks = bookmarks;
        var now = time.GetUtcNow();
        _end = now + timeout;
        ScheduleBookmark(now);
    }

    public bool HasEnded => _time.GetUtcNow() >= _end;

    public bool IsBookmarkDue => _bookmarks && _time.GetUtcNow().UtcTicks >= Volatile.Read(ref _nextBookmark);

    public void Start(WatchSignal signal)
    {
        _signal = signal;
        _timer = _time.CreateTimer(static clock => ((WatchClock)clock!).Tick(), this, UntilNext(_time.GetUtcNow()), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a bookmark is due; then the next one is scheduled.</summary>
    public bool TakeBookmark()
    {
        if (!IsBookmarkDue) return false;
        var now = _time.GetUtcNow();
        ScheduleBookmark(now);
        _timer?.Change(UntilNext(now), Timeout.InfiniteTimeSpan);
        return true;
    }

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        _signal!.Set();
        var now = _time.GetUtcNow();
        if (now < _end) _timer?.Change(UntilNext(now), Timeout.InfiniteTimeSpan);
    }

    private void ScheduleBookmark(DateTimeOffset now)
    {
        var next = now + s_bookmarkEvery;
        var last = _end - s_bookmarkBeforeEnd;
        if (last > now && last < next) next = last;
        Volatile.Write(ref _nextBookmark, next.UtcTicks);
    }

    private TimeSpan UntilNext(DateTimeOffset now)
    {
        var untilEnd = _end - now;
        var untilBookmark = new TimeSpan(Volatile.Read(ref _nextBookmark) - now.UtcTicks);
        // A bookmark that is due but not yet taken waits for its reader, not for the clock.
        var next = _bookmarks && untilBookmark > TimeSpan.Zero && untilBookmark < untilEnd ? untilBookmark : untilEnd;
        if (next <= TimeSpan.Zero) return TimeSpan.Zero;
        // Clients ask for watches of up to 68 years, more than a timer takes; a tick that comes early sets the next.
        return next < s_longestTimer ? next : s_longestTimer;
    }
}
