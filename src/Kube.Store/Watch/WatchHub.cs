using Kube.Store.Embedded;

namespace Kube.Store.Watch;

/// <summary>Gives out subscriptions to the shared history.</summary>
internal sealed class WatchHub(WatchHistory history, VersionReader versions, Func<LogHistory> openLog, TimeProvider time)
{
    private int _count;

    public WatchHistory History { get; } = history;

    public VersionReader Versions { get; } = versions;

    public TimeProvider Time { get; } = time;

    /// <summary>Subscriptions being read.</summary>
    public int Count => Volatile.Read(ref _count);

    public LogHistory OpenLog() => openLog();

    public void Enter() => Interlocked.Increment(ref _count);

    public void Leave() => Interlocked.Decrement(ref _count);
}
