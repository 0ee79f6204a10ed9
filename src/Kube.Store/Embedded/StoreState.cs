using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Kube.Store.Index;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Store.Embedded;

/// <summary>What one group published: immutable, swapped whole behind one reference, and itself the snapshot that readers open.</summary>
internal sealed class StoreState(IndexNode? root, long revision, long compacted, long sequence, ImmutableDictionary<long, Lease> leases) : IStoreSnapshot
{
    public IndexNode? Root { get; } = root;

    public long Revision { get; } = revision;

    public long CompactedRevision { get; } = compacted;

    /// <summary>Newest record of the log that is contained.</summary>
    public long Sequence { get; } = sequence;

    public ImmutableDictionary<long, Lease> Leases { get; } = leases;

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out KeyValue? entry)
    {
        entry = Root is not null && Root.TryFind(key, out var slot) ? slot.Current : null;
        return entry is not null;
    }

    public IEnumerable<KeyValue> Ascending(KeyRange range)
    {
        var cursor = IndexCursor.Before(Root, range.Start.Span);
        while (cursor.MoveNext() && range.Contains(cursor.Current.Key.Span))
        {
            if (cursor.Current.Current is { } entry)
                yield return entry;
        }
    }

    public IEnumerable<KeyValue> Descending(KeyRange range)
    {
        var cursor = RangeEnd.Cursor(Root, range);
        while (cursor.MovePrevious() && range.Contains(cursor.Current.Key.Span))
        {
            if (cursor.Current.Current is { } entry)
                yield return entry;
        }
    }

    public long Count(KeyRange range)
    {
        if (Root is null)
            return 0;
        if (range.IsSingle)
            return TryGet(range.Start.Span, out _) ? 1 : 0;
        var end = range.IsUnbounded ? Root.Live : Root.LiveBefore(range.End.Span);
        return Math.Max(0, end - Root.LiveBefore(range.Start.Span));
    }
}
