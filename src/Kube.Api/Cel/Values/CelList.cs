using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A list, however its items are kept.</summary>
internal abstract class CelList : CelValue
{
    public override CelType Type => CelType.AnyList;

    public abstract int Count { get; }

    public override long Size => Count;

    public abstract CelValue this[int index] { get; }

    public static CelList Of(params CelValue[] items) => new CelItems(items);

    public virtual CelValue Concat(CelList other) => new CelConcat(this, other);

    public virtual bool Contains(CelValue value)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].EqualTo(value)) return true;
        }
        return false;
    }

    public override bool EqualTo(CelValue other)
    {
        if (other is not CelList that || that.Count != Count) return false;
        for (var i = 0; i < Count; i++)
        {
            if (!this[i].EqualTo(that[i])) return false;
        }
        return true;
    }

    public CelValue[] ToArray()
    {
        var items = new CelValue[Count];
        for (var i = 0; i < items.Length; i++) items[i] = this[i];
        return items;
    }
}

internal sealed class CelItems(CelValue[] items) : CelList
{
    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];
}

/// <summary>The numbers from zero, made as they are looked at.</summary>
internal sealed class CelRange(long count) : CelList
{
    public override int Count { get; } = (int)Math.Clamp(count, 0, int.MaxValue);

    public override CelValue this[int index] => CelInt.Of(index);
}

/// <summary>Two lists in a row. Folds append one item at a time, so the left side grows in place: an append costs one item, not a copy.</summary>
internal sealed class CelConcat : CelList
{
    private readonly List<CelValue> _items;

    public CelConcat(CelList left, CelList right)
    {
        // Only the newest view of a shared list may append; an older one copies.
        _items = left is CelConcat grown && grown._items.Count == grown.Count ? grown._items : [.. left.ToArray()];
        for (var i = 0; i < right.Count; i++) _items.Add(right[i]);
        Count = _items.Count;
    }

    public override int Count { get; }

    public override CelValue this[int index] => _items[index];
}
