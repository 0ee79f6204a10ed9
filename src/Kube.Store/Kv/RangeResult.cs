namespace Kube.Store.Kv;

/// <summary>Outcome of a range read.</summary>
/// <param name="revision">The store's revision when the range was read.</param>
/// <param name="entries">The entries.</param>
/// <param name="count">Number of keys in the range.</param>
public sealed class RangeResult(long revision, IReadOnlyList<KeyValue> entries, long count) : OperationResult
{
    /// <summary>The store's revision when the range was read, also when an older one was asked for; inside a transaction that has
    /// written before this read, the transaction's own.</summary>
    public long Revision { get; } = revision;

    /// <summary>The entries, in the order asked for.</summary>
    public IReadOnlyList<KeyValue> Entries { get; } = entries;

    /// <summary>Number of keys in the range, the limit disregarded.</summary>
    public long Count { get; } = count;

    /// <summary>True when the limit cut entries off.</summary>
    public bool HasMore => Entries.Count > 0 && Count > Entries.Count;
}
