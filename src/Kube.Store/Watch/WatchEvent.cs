using Kube.Store.Kv;

namespace Kube.Store.Watch;

/// <summary>One change of one key. Immutable and shared by all watchers.</summary>
public sealed class WatchEvent
{
    internal WatchEvent(StoreKey key, long revision, int subRevision, KeyValue? current, KeyValue? previous)
    {
        Key = key;
        Revision = revision;
        SubRevision = subRevision;
        Current = current;
        Previous = previous;
    }

    /// <summary>Put or delete.</summary>
    public WatchEventKind Kind => Current is null ? WatchEventKind.Delete : WatchEventKind.Put;

    /// <summary>The key.</summary>
    public StoreKey Key { get; }

    /// <summary>Revision of the transaction.</summary>
    public long Revision { get; }

    /// <summary>Place among the changes of that transaction, from 0.</summary>
    public int SubRevision { get; }

    /// <summary>The entry as written; null for a delete.</summary>
    public KeyValue? Current { get; }

    /// <summary>The entry before; null when the key is new, or when what it was is compacted.</summary>
    public KeyValue? Previous { get; }

    /// <summary>True for a put of a key that did not exist.</summary>
    public bool IsCreation => Current is { Version: 1 };
}
