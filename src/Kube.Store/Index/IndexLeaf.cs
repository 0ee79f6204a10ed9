using Kube.Store.Kv;

namespace Kube.Store.Index;

/// <summary>A leaf: slots in key order.</summary>
internal sealed class IndexLeaf(long owner) : IndexNode(owner)
{
    private readonly IndexSlot[] _slots = new IndexSlot[Capacity];

    public override StoreKey FirstKey => _slots[0].Key;

    public ref readonly IndexSlot this[int index] => ref _slots[index];

    /// <summary>Position of the first slot at or after the key.</summary>
    public int LowerBound(ReadOnlySpan<byte> key, out bool found)
    {
        var low = 0;
        var high = Count;
        found = false;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = _slots[middle].Key.Span.SequenceCompareTo(key);
            if (order == 0)
            {
                found = true;
                return middle;
            }
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Used when a tree is built in key order: the caller knows that the key is the greatest and that there is room.</summary>
    public void Append(in IndexSlot slot)
    {
        _slots[Count++] = slot;
        Live += slot.Live;
    }

    public override bool TryFind(ReadOnlySpan<byte> key, out IndexSlot slot)
    {
        var position = LowerBound(key, out var found);
        slot = found ? _slots[position] : default;
        return found;
    }

    public override int LiveBefore(ReadOnlySpan<byte> key)
    {
        var position = LowerBound(key, out _);
        var live = 0;
        for (var i = 0; i < position; i++)
            live += _slots[i].Live;
        return live;
    }

    public override IndexNode Set(in IndexSlot slot, long owner, out IndexNode? split)
    {
        split = null;
        var position = LowerBound(slot.Key.Span, out var found);
        var leaf = Writable(owner);
        if (found)
        {
            leaf.Live += slot.Live - leaf._slots[position].Live;
            leaf._slots[position] = slot;
            return leaf;
        }
        if (leaf.Count < Capacity)
        {
            leaf.Insert(position, slot);
            return leaf;
        }

        // Keys that only grow (events, leases) fill leaves to the brim; others split in the middle.
        var keep = position == Capacity ? Capacity : Capacity / 2;
        var right = new IndexLeaf(owner);
        leaf.MoveTail(keep, right);
        if (position <= keep && keep < Capacity)
            leaf.Insert(position, slot);
        else
            right.Insert(position - keep, slot);
        split = right;
        return leaf;
    }

    public override IndexNode? Remove(ReadOnlySpan<byte> key, long owner)
    {
        var position = LowerBound(key, out var found);
        if (!found)
            return this;
        if (Count == 1)
            return null;
        var leaf = Writable(owner);
        leaf.Live -= leaf._slots[position].Live;
        Array.Copy(leaf._slots, position + 1, leaf._slots, position, leaf.Count - position - 1);
        leaf._slots[--leaf.Count] = default;
        return leaf;
    }

    public override IndexNode Join(IndexNode right, long owner)
    {
        var joined = Writable(owner);
        ((IndexLeaf)right).CopyTo(joined);                      // same height, hence the same kind
        return joined;
    }

    private IndexLeaf Writable(long owner)
    {
        if (Owner == owner)
            return this;
        var copy = new IndexLeaf(owner);
        CopyTo(copy);
        return copy;
    }

    private void CopyTo(IndexLeaf target)
    {
        Array.Copy(_slots, 0, target._slots, target.Count, Count);
        target.Count += Count;
        target.Live += Live;
    }

    private void Insert(int position, in IndexSlot slot)
    {
        Array.Copy(_slots, position, _slots, position + 1, Count - position);
        _slots[position] = slot;
        Count++;
        Live += slot.Live;
    }

    private void MoveTail(int from, IndexLeaf target)
    {
        for (var i = from; i < Count; i++)
        {
            target.Append(_slots[i]);
            Live -= _slots[i].Live;
            _slots[i] = default;
        }
        Count = from;
    }
}
