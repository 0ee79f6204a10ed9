namespace Kube.Api.Watch;

/// <summary>A link of a feed's chain. A watcher holds the link that it read last; what every watcher has passed is garbage.</summary>
internal sealed class FeedNode(ObjectChange? change, long sequence)
{
    private volatile FeedNode? _next;

    /// <summary>Null only in a feed's first link.</summary>
    public ObjectChange? Change { get; } = change;

    public long Sequence { get; } = sequence;

    public FeedNode? Next
    {
        get => _next;
        set => _next = value;
    }
}
