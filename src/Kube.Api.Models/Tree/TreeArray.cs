namespace Kube.Api.Tree;

/// <summary>An array.</summary>
public sealed class TreeArray : TreeNode
{
    // Null until somebody looks inside, for what TreeNode.ParseOwn has passed over.
    private TreeNode[]? _items;
    private readonly SourceSlice _verbatim;

    internal TreeArray(TreeNode[] items, SourceSlice verbatim = default)
    {
        (_items, _verbatim) = (items, verbatim);
        var height = 0;
        foreach (var item in items)
            if (item.Height > height) height = item.Height;
        Height = height + 1;
    }

    /// <summary>Text of this library's own that is an array; its items are read when they are asked for.</summary>
    internal TreeArray(SourceSlice verbatim, int height) => (_verbatim, Height) = (verbatim, height);

    /// <summary>The empty array.</summary>
    public static TreeArray Empty { get; } = new([]);

    /// <summary>How many items there are.</summary>
    public int Count => Own.Length;

    /// <summary>The items in order.</summary>
    public ReadOnlySpan<TreeNode> Items => Own;

    /// <inheritdoc/>
    public override TreeKind Kind => TreeKind.Array;

    /// <inheritdoc/>
    public override int Height { get; }

    /// <summary>The item at an index.</summary>
    public TreeNode this[int index] => Own[index];

    /// <summary>Makes an array of the items given, copied.</summary>
    public static TreeArray Of(params ReadOnlySpan<TreeNode> items) => items.IsEmpty ? Empty : new TreeArray(items.ToArray());

    /// <summary>This array with the item at an index replaced.</summary>
    public TreeArray With(int index, TreeNode item)
    {
        if (ReferenceEquals(Own[index], item)) return this;
        var items = (TreeNode[])Own.Clone();
        items[index] = item;
        return new TreeArray(items);
    }

    /// <summary>This array with an item put before the one at an index; the count as index appends.</summary>
    public TreeArray Insert(int index, TreeNode item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Own.Length, nameof(index));
        var items = new TreeNode[Own.Length + 1];
        Own.AsSpan(0, index).CopyTo(items);
        items[index] = item;
        Own.AsSpan(index).CopyTo(items.AsSpan(index + 1));
        return new TreeArray(items);
    }

    /// <summary>This array without the item at an index.</summary>
    public TreeArray RemoveAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Own.Length, nameof(index));
        if (Own.Length == 1) return Empty;
        var items = new TreeNode[Own.Length - 1];
        Own.AsSpan(0, index).CopyTo(items);
        Own.AsSpan(index + 1).CopyTo(items.AsSpan(index));
        return new TreeArray(items);
    }

    internal override SourceSlice Verbatim => _verbatim;

    // Two first readers may both read them, which is harmless.
    internal TreeNode[] Own => Volatile.Read(ref _items) ?? (_items = TreeParser.Items(_verbatim));

    internal override void Write(ref TreeOutput output)
    {
        if (_verbatim.Exists && !output.Sorted)
        {
            output.Write(_verbatim.Span);
            return;
        }
        output.Write((byte)'[');
        for (var i = 0; i < Own.Length; i++)
        {
            if (i > 0) output.Write((byte)',');
            Own[i].Write(ref output);
        }
        output.Write((byte)']');
    }

    private protected override bool EqualsSameKind(TreeNode other)
    {
        var array = (TreeArray)other;
        if (array.Own.Length != Own.Length) return false;
        for (var i = 0; i < Own.Length; i++)
            if (!DeepEquals(Own[i], array.Own[i])) return false;
        return true;
    }
}
