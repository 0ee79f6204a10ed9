namespace Kube.Store.Kv;

/// <summary>A read of one key or a range of keys.</summary>
public sealed record RangeRequest
{
    /// <summary>The keys.</summary>
    public required KeyRange Range { get; init; }

    /// <summary>Revision to read at. Default 0: the newest.</summary>
    public long Revision { get; init; }

    /// <summary>Greatest number of entries returned. Default 0: all.</summary>
    public int Limit { get; init; }

    /// <summary>What the entries are sorted by, before the limit is applied. Default: the key.</summary>
    public RangeSort Sort { get; init; }

    /// <summary>Sort from greatest to least. Default false.</summary>
    public bool Descending { get; init; }

    /// <summary>Leave values and projections out. Default false.</summary>
    public bool KeysOnly { get; init; }

    /// <summary>Return only the count. Default false.</summary>
    public bool CountOnly { get; init; }
}
