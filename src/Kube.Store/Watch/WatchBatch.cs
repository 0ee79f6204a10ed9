namespace Kube.Store.Watch;

/// <summary>Whole transactions' worth of events, in revision order; empty when it only reports progress. Immutable, may be kept.</summary>
/// <param name="revision">How far the watcher has come.</param>
/// <param name="events">The events.</param>
public sealed class WatchBatch(long revision, IReadOnlyList<WatchEvent> events)
{
    /// <summary>The watcher has now seen every matching change up to and including this revision; a watch from the next one misses nothing.</summary>
    public long Revision { get; } = revision;

    /// <summary>The events, by revision and then by their order in the transaction.</summary>
    public IReadOnlyList<WatchEvent> Events { get; } = events;
}
