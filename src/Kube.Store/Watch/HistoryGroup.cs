namespace Kube.Store.Watch;

/// <summary>The events of one group, in a chain that the writer only adds to.</summary>
internal sealed class HistoryGroup(long firstRevision, long lastRevision, WatchEvent[] events, long bytes)
{
    private HistoryGroup? _next;
    private volatile WatchEvent[]? _events = events;

    public long FirstRevision { get; } = firstRevision;

    public long LastRevision { get; } = lastRevision;

    public long Bytes { get; } = bytes;

    /// <summary>Null when the group was let go: the reader goes to the log, and a slow reader's place keeps nothing alive.</summary>
    public WatchEvent[]? Events => _events;

    public HistoryGroup? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    public void LetGo()
    {
        _events = null;
        Next = null;
    }
}
