using System.Diagnostics.CodeAnalysis;
using Kube.Store.Errors;
using Kube.Store.Index;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Store.Embedded;

/// <summary>A revision before the newest: the same index, each key's chain followed back to it.</summary>
internal sealed class OlderSnapshot(IndexNode? root, long revision, VersionReader reader) : IStoreSnapshot
{
    public long Revision => revision;

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out KeyValue? entry)
    {
        entry = root is not null && root.TryFind(key, out var slot) ? At(slot) : null;
        CheckNotCompacted();
        return entry is not null;
    }

    public IEnumerable<KeyValue> Ascending(KeyRange range)
    {
        var cursor = IndexCursor.Before(root, range.Start.Span);
        while (cursor.MoveNext() && range.Contains(cursor.Current.Key.Span))
        {
            var entry = At(cursor.Current);
            CheckNotCompacted();
            if (entry is not null)
                yield return entry;
        }
        CheckNotCompacted();
    }

    public IEnumerable<KeyValue> Descending(KeyRange range)
    {
        var cursor = RangeEnd.Cursor(root, range);
        while (cursor.MovePrevious() && range.Contains(cursor.Current.Key.Span))
        {
            var entry = At(cursor.Current);
            CheckNotCompacted();
            if (entry is not null)
                yield return entry;
        }
        CheckNotCompacted();
    }

    public long Count(KeyRange range)
    {
        var count = 0L;
        var cursor = IndexCursor.Before(root, range.Start.Span);
        while (cursor.MoveNext() && range.Contains(cursor.Current.Key.Span))
        {
            if (VersionReader.At(cursor.Current.Latest, revision) is not null)
                count++;
        }
        CheckNotCompacted();
        return count;
    }

    private KeyValue? At(in IndexSlot slot)
    {
        var version = VersionReader.At(slot.Latest, revision);
        if (version is null)
            return null;
        return slot.Current is { } current && ReferenceEquals(current.Facts, version) ? current : reader.Read(slot.Key, version);
    }

    /// <summary>After reading, never before: compaction moves its point first and cuts chains then.</summary>
    private void CheckNotCompacted()
    {
        var compacted = reader.CompactedRevision;
        if (revision < compacted)
            throw new RevisionCompactedException(revision, compacted);
    }
}
