using Kube.Store.Kv;

namespace Kube.Store.Index;

/// <summary>A branch: children in key order, each with the least key that it may hold (the first child's is not used).</summary>
internal sealed class IndexBranch(long owner) : IndexNode(owner)
{
    private readonly StoreKey[] _bounds = new StoreKey[Capacity];
    private readonly IndexNode[] _children = new IndexNode[Capacity];

    public override StoreKey FirstKey => _children[0].FirstKey;

    public IndexNode this[int index] => _children[index];

    /// <summary>Used to build a tree in key order, and for a new root: the child is the greatest and there is room.</summary>
    public void Append(IndexNode child)
    {
        _bounds[Count] = child.FirstKey;
        _children[Count++] = child;
        Live += child.Live;
    }

    /// <summary>Position of the child that holds the key if any does.</summary>
    public int ChildFor(ReadOnlySpan<byte> key)
    {
        var low = 1;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_bounds[middle].Span.SequenceCompareTo(key) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    public override bool TryFind(ReadOnlySpan<byte> key, out IndexSlot slot) => _children[ChildFor(key)].TryFind(key, out slot);

    public override int LiveBefore(ReadOnlySpan<byte> key)
    {
        var position = ChildFor(key);
        var live = _children[position].LiveBefore(key);
        for (var i = 0; i < position; i++)
            live += _children[i].Live;
        return live;
    }

    public override IndexNode Set(in IndexSlot slot, long owner, out IndexNode? split)
    {
        split = null;
        var position = ChildFor(slot.Key.Span);
        var branch = Writable(owner);
        var before = branch._children[position].Live;
        var child = branch._children[position].Set(slot, owner, out var right);
        branch._children[position] = child;
        branch.Live += child.Live - before;
        if (right is null)
            return branch;

        if (branch.Count < Capacity)
        {
            branch.Insert(position + 1, right);
            return branch;
        }
        var keep = position + 1 == Capacity ? Capacity : Capacity / 2;
        var sibling = new IndexBranch(owner);
        branch.MoveTail(keep, sibling);
        if (position + 1 <= keep && keep < Capacity)
            branch.Insert(position + 1, right);
        else
            sibling.Insert(position + 1 - keep, right);
        split = sibling;
        return branch;
    }

    public override IndexNode? Remove(ReadOnlySpan<byte> key, long owner)
    {
        var position = ChildFor(key);
        var old = _children[position];
        var child = old.Remove(key, owner);
        if (ReferenceEquals(child, old) && child.Owner != owner)
            return this;                                        // the key is not here
        if (child is null && Count == 1)
            return null;

        var branch = Writable(owner);
        if (child is null)
            branch.RemoveAt(position);
        else
            branch._children[position] = child;
        branch.Recount();
        branch.JoinAround(Math.Min(position, branch.Count - 1), owner);
        return branch;
    }

    public override IndexNode Join(IndexNode right, long owner)
    {
        var joined = Writable(owner);
        var other = (IndexBranch)right;                         // same height, hence the same kind
        for (var i = 0; i < other.Count; i++)
            joined.Append(other._children[i]);
        return joined;
    }

    /// <summary>Joins a thin child with a neighbour, so that a tree whose keys come and go stays as low as its content.</summary>
    private void JoinAround(int position, long owner)
    {
        if (Count < 2 || _children[position].Count >= Capacity / 4)
            return;
        var left = position == Count - 1 ? position - 1 : position;
        if (_children[left].Count + _children[left + 1].Count > Capacity / 2)
            return;
        _children[left] = _children[left].Join(_children[left + 1], owner);
        RemoveAt(left + 1);
    }

    private IndexBranch Writable(long owner)
    {
        if (Owner == owner)
            return this;
        var copy = new IndexBranch(owner) { Count = Count, Live = Live };
        Array.Copy(_bounds, copy._bounds, Count);
        Array.Copy(_children, copy._children, Count);
        return copy;
    }

    private void Insert(int position, IndexNode child)
    {
        Array.Copy(_bounds, position, _bounds, position + 1, Count - position);
        Array.Copy(_children, position, _children, position + 1, Count - position);
        _bounds[position] = child.FirstKey;
        _children[position] = child;
        Count++;
        Recount();
    }

    private void RemoveAt(int position)
    {
        Array.Copy(_bounds, position + 1, _bounds, position, Count - position - 1);
        Array.Copy(_children, position + 1, _children, position, Count - position - 1);
        Count--;
        _bounds[Count] = default;
        _children[Count] = null!;
    }

    private void MoveTail(int from, IndexBranch target)
    {
        for (var i = from; i < Count; i++)
        {
            target._bounds[target.Count] = _bounds[i];
            target._children[target.Count++] = _children[i];
            _bounds[i] = default;
            _children[i] = null!;
        }
        Count = from;
        Recount();
        target.Recount();
    }

    private void Recount()
    {
        var live = 0;
        for (var i = 0; i < Count; i++)
            live += _children[i].Live;
        Live = live;
    }
}
