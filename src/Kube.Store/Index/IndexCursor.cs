namespace Kube.Store.Index;

/// <summary>Walks a tree in either direction, from a place between two keys. Of one reader; the tree is immutable.</summary>
internal sealed class IndexCursor
{
    private readonly IndexBranch[] _branches;
    private readonly int[] _positions;
    private IndexLeaf? _leaf;
    private int _next;                                          // the slot after the cursor's place

    private IndexCursor(int height)
    {
        _branches = new IndexBranch[height];
        _positions = new int[height];
    }

    /// <summary>The slot last moved over.</summary>
    public IndexSlot Current { get; private set; }

    /// <summary>A cursor just before the first key at or after <paramref name="key"/>.</summary>
    public static IndexCursor Before(IndexNode? root, ReadOnlySpan<byte> key)
    {
        var cursor = new IndexCursor(HeightOf(root));
        if (root is null)
            return cursor;
        var node = root;
        for (var depth = 0; depth < cursor._branches.Length; depth++)
        {
            var branch = (IndexBranch)node;
            var position = branch.ChildFor(key);
            cursor._branches[depth] = branch;
            cursor._positions[depth] = position;
            node = branch[position];
        }
        cursor._leaf = (IndexLeaf)node;
        cursor._next = cursor._leaf.LowerBound(key, out _);
        return cursor;
    }

    /// <summary>A cursor after the last key.</summary>
    public static IndexCursor AtEnd(IndexNode? root)
    {
        var cursor = new IndexCursor(HeightOf(root));
        if (root is null)
            return cursor;
        cursor.Descend(root, 0, last: true);
        cursor._next = cursor._leaf!.Count;
        return cursor;
    }

    public bool MoveNext()
    {
        if (_leaf is null)
            return false;
        while (_next >= _leaf.Count)
        {
            if (!Step(+1))
                return false;
            _next = 0;
        }
        Current = _leaf[_next++];
        return true;
    }

    public bool MovePrevious()
    {
        if (_leaf is null)
            return false;
        while (_next == 0)
        {
            if (!Step(-1))
                return false;
            _next = _leaf.Count;
        }
        Current = _leaf[--_next];
        return true;
    }

    private static int HeightOf(IndexNode? root)
    {
        var height = 0;
        for (var node = root; node is IndexBranch branch; node = branch[0])
            height++;
        return height;
    }

    private bool Step(int direction)
    {
        for (var depth = _branches.Length - 1; depth >= 0; depth--)
        {
            var position = _positions[depth] + direction;
            if (position < 0 || position >= _branches[depth].Count)
                continue;
            _positions[depth] = position;
            Descend(_branches[depth][position], depth + 1, last: direction < 0);
            return true;
        }
        return false;
    }

    private void Descend(IndexNode node, int depth, bool last)
    {
        for (; depth < _branches.Length; depth++)
        {
            var branch = (IndexBranch)node;
            _branches[depth] = branch;
            _positions[depth] = last ? branch.Count - 1 : 0;
            node = branch[_positions[depth]];
        }
        _leaf = (IndexLeaf)node;
    }
}
