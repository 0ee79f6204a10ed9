namespace Kube.Store.Index;

/// <summary>The index from key to its versions: an immutable root for readers, and the operations of the one group that is writing.</summary>
internal struct KeyIndex(IndexNode? root)
{
    /// <summary>Null when there is no key.</summary>
    public IndexNode? Root { get; private set; } = root;

    public readonly int Live => Root?.Live ?? 0;

    public readonly bool TryFind(ReadOnlySpan<byte> key, out IndexSlot slot)
    {
        if (Root is not null)
            return Root.TryFind(key, out slot);
        slot = default;
        return false;
    }

    public void Set(in IndexSlot slot, long owner)
    {
        if (Root is null)
        {
            var leaf = new IndexLeaf(owner);
            leaf.Append(slot);
            Root = leaf;
            return;
        }
        var left = Root.Set(slot, owner, out var right);
        if (right is null)
        {
            Root = left;
            return;
        }
        var branch = new IndexBranch(owner);
        branch.Append(left);
        branch.Append(right);
        Root = branch;
    }

    public void Remove(ReadOnlySpan<byte> key, long owner)
    {
        Root = Root?.Remove(key, owner);
        while (Root is IndexBranch { Count: 1 } branch)
            Root = branch[0];
    }
}
