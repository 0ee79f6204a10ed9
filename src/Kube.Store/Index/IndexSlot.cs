using Kube.Store.Kv;

namespace Kube.Store.Index;

/// <summary>One key in the index: its newest version, with the value when the key exists and without when it is deleted.</summary>
internal readonly struct IndexSlot(StoreKey key, KeyValue? current, KeyVersion latest)
{
    public StoreKey Key { get; } = key;

    /// <summary>Null when the newest version is a deletion.</summary>
    public KeyValue? Current { get; } = current;

    public KeyVersion Latest { get; } = latest;

    public int Live => Current is null ? 0 : 1;
}
