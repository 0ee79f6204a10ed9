using System.Diagnostics.CodeAnalysis;
using Kube.Store.Errors;
using Kube.Store.Kv;

namespace Kube.Store.Snapshots;

/// <summary>The store at one revision: immutable, ordered by key, safe to share between threads.</summary>
/// <remarks>A snapshot opened as the newest stays readable as long as it is held, compaction or not. One opened at an older revision
/// throws <see cref="RevisionCompactedException"/> from the moment that its revision is compacted.</remarks>
public interface IStoreSnapshot
{
    /// <summary>The revision shown.</summary>
    long Revision { get; }

    /// <summary>Reads one key, without allocating when the snapshot was opened as the newest.</summary>
    bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out KeyValue? entry);

    /// <summary>Walks a range from its start upwards. To go on after a key, start the range at that key followed by a zero byte.</summary>
    IEnumerable<KeyValue> Ascending(KeyRange range);

    /// <summary>Walks a range from its end downwards.</summary>
    IEnumerable<KeyValue> Descending(KeyRange range);

    /// <summary>Number of keys in a range; logarithmic when the snapshot was opened as the newest, else a walk.</summary>
    long Count(KeyRange range);
}
