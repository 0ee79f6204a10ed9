using Kube.Store.Kv;

namespace Kube.Store.Watch;

/// <summary>What a watcher wants to see.</summary>
public sealed record WatchRequest
{
    /// <summary>The keys.</summary>
    public required KeyRange Range { get; init; }

    /// <summary>First revision to report, inclusive; may lie in the future. Default 0: the next one after the call.</summary>
    public long FromRevision { get; init; }

    /// <summary>After this long without a matching event an empty batch reports how far the watcher has come. Default zero: never.</summary>
    public TimeSpan ProgressInterval { get; init; }
}
