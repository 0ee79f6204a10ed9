namespace Kube.Api.Watch;

/// <summary>The changes that concern some watchers, as a chain that only grows at its end. Written under the hub's lock; read by watchers without one.</summary>
internal sealed class ChangeFeed(FeedKey key, Lock gate)
{
    /// <summary>Links after which a watcher that does not read is cut off the chain, so that it holds no more of it; it goes on from the store's history.</summary>
    private const int MaxLag = 16 * 1024;

    private readonly List<FeedWatch> _watchers = [];
    private FeedRound? _round;

    public FeedKey Key { get; } = key;

    public FeedNode Tail { get; private set; } = new(null, 0);

    public bool IsUnused => _watchers.Count == 0;

    /// <summary>Set while a batch is being dispatched: the watchers are woken once, at its end.</summary>
    public bool Touched { get; set; }

    public void Append(ObjectChange change)
    {
        var node = new FeedNode(change, Tail.Sequence + 1);
        Tail.Next = node;
        Tail = node;
        if (node.Sequence % (MaxLag / 4) != 0) return;
        foreach (var watcher in _watchers) watcher.CutOffBefore(node.Sequence - MaxLag);
    }

    /// <summary>Tells the watchers of changes: a few at once, many each in their turn.</summary>
    public void Wake()
    {
        Touched = false;
        if (_watchers.Count < FeedRound.FewestWatchers) WakeAll(null);
        else (_round ??= new FeedRound(gate, WakeAll)).Begin();
    }

    /// <summary>Wakes all watchers at once.</summary>
    public void WakeAll(FeedRound? round)
    {
        foreach (var watcher in _watchers) watcher.Signal.Set(round);
    }

    public void Add(FeedWatch watcher)
    {
        watcher.Place = _watchers.Count;
        _watchers.Add(watcher);
    }

    public void Remove(FeedWatch watcher)
    {
        var last = _watchers[^1];
        _watchers[watcher.Place] = last;
        last.Place = watcher.Place;
        _watchers.RemoveAt(_watchers.Count - 1);
    }
}
