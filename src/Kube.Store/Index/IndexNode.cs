using Kube.Store.Kv;

namespace Kube.Store.Index;

/// <summary>A node of the copy-on-write B+tree.</summary>
/// <remarks>A node is written only by the group that made it (<see cref="Owner"/>); published, it never changes. Thus a group of a
/// thousand writes copies each node once, and readers of an older root are undisturbed.</remarks>
internal abstract class IndexNode(long owner)
{
    public const int Capacity = 32;

    /// <summary>The group that may write to this node.</summary>
    public long Owner { get; } = owner;

    /// <summary>Slots or children in use.</summary>
    public int Count { get; protected set; }

    /// <summary>Keys in this subtree that exist, deletions left out.</summary>
    public int Live { get; protected set; }

    public abstract StoreKey FirstKey { get; }

    public abstract bool TryFind(ReadOnlySpan<byte> key, out IndexSlot slot);

    /// <summary>Keys in this subtree that exist and lie before <paramref name="key"/>.</summary>
    public abstract int LiveBefore(ReadOnlySpan<byte> key);

    /// <summary>Adds or replaces; returns this node or its writable copy, and the right half when it had to split.</summary>
    public abstract IndexNode Set(in IndexSlot slot, long owner, out IndexNode? split);

    /// <summary>Takes a key out; returns null when nothing is left.</summary>
    public abstract IndexNode? Remove(ReadOnlySpan<byte> key, long owner);

    /// <summary>This node followed by its right neighbour of the same height, as one; both fit together.</summary>
    public abstract IndexNode Join(IndexNode right, long owner);
}
