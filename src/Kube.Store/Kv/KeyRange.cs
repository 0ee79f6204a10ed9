namespace Kube.Store.Kv;

/// <summary>A half-open range of keys, or one key. The default value is the range of nothing and is refused by every door.</summary>
public readonly record struct KeyRange
{
    private KeyRange(StoreKey start, StoreKey end, bool unbounded)
    {
        Start = start;
        End = end;
        IsUnbounded = unbounded;
    }

    /// <summary>First key of the range, inclusive.</summary>
    public StoreKey Start { get; }

    /// <summary>End of the range, exclusive; empty when the range is a single key or has no upper bound.</summary>
    public StoreKey End { get; }

    /// <summary>True when the range holds every key from <see cref="Start"/> on.</summary>
    public bool IsUnbounded { get; }

    /// <summary>True when the range is the one key <see cref="Start"/>.</summary>
    public bool IsSingle => End.IsEmpty && !IsUnbounded;

    /// <summary>Every key.</summary>
    public static KeyRange All { get; } = new(default, default, unbounded: true);

    /// <summary>One key.</summary>
    public static KeyRange Single(StoreKey key) => new(key, default, unbounded: false);

    /// <summary>Keys at or after <paramref name="start"/>.</summary>
    public static KeyRange From(StoreKey start) => new(start, default, unbounded: true);

    /// <summary>Keys at or after <paramref name="start"/> and before <paramref name="end"/>; empty when the end is not after the start.</summary>
    /// <exception cref="ArgumentException"><paramref name="end"/> is empty: use <see cref="From"/>.</exception>
    public static KeyRange Between(StoreKey start, StoreKey end)
    {
        if (end.IsEmpty)
            throw new ArgumentException("a range's end is not empty; a range without end is KeyRange.From", nameof(end));
        return new(start, end, unbounded: false);
    }

    /// <summary>Keys that begin with <paramref name="prefix"/>.</summary>
    public static KeyRange Prefix(StoreKey prefix)
    {
        var end = prefix.Span.ToArray();
        for (var i = end.Length - 1; i >= 0; i--)
        {
            if (end[i] == 0xFF)
                continue;
            end[i]++;
            return new(prefix, new StoreKey(end.AsSpan(0, i + 1)), unbounded: false);
        }
        return From(prefix);                                    // nothing but 0xFF: no key is beyond the prefix
    }

    /// <summary>True when the key lies in the range.</summary>
    public bool Contains(ReadOnlySpan<byte> key)
    {
        var toStart = key.SequenceCompareTo(Start.Span);
        if (toStart < 0)
            return false;
        if (IsUnbounded)
            return true;
        return End.IsEmpty ? toStart == 0 : key.SequenceCompareTo(End.Span) < 0;
    }
}
