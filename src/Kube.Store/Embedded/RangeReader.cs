using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Store.Embedded;

/// <summary>Answers a range request from a snapshot.</summary>
internal static class RangeReader
{
    public static RangeResult Read(IStoreSnapshot snapshot, RangeRequest request, long storeRevision)
    {
        if (request.CountOnly)
            return new(storeRevision, [], snapshot.Count(request.Range));
        if (request.Range.IsSingle)
            return ReadSingle(snapshot, request, storeRevision);

        var entries = new List<KeyValue>();
        if (request.Sort == RangeSort.Key)
        {
            foreach (var entry in request.Descending ? snapshot.Descending(request.Range) : snapshot.Ascending(request.Range))
            {
                if (request.Limit > 0 && entries.Count == request.Limit)
                {
                    KeepKeysOnly(request, entries);
                    return new(storeRevision, entries, snapshot.Count(request.Range));
                }
                entries.Add(entry);
            }
            KeepKeysOnly(request, entries);
            return new(storeRevision, entries, entries.Count);
        }

        var sorted = Sorted(snapshot.Ascending(request.Range), request);
        var count = sorted.Count;
        if (request.Limit > 0 && count > request.Limit)
            sorted.RemoveRange(request.Limit, count - request.Limit);
        KeepKeysOnly(request, sorted);
        return new(storeRevision, sorted, count);
    }

    private static RangeResult ReadSingle(IStoreSnapshot snapshot, RangeRequest request, long storeRevision)
    {
        if (!snapshot.TryGet(request.Range.Start.Span, out var entry))
            return new(storeRevision, [], 0);
        return new(storeRevision, [request.KeysOnly ? WithoutValue(entry) : entry], 1);
    }

    private static List<KeyValue> Sorted(IEnumerable<KeyValue> entries, RangeRequest request)
    {
        Comparison<KeyValue> order = request.Sort switch
        {
            RangeSort.Version => static (a, b) => a.Version.CompareTo(b.Version),
            RangeSort.CreateRevision => static (a, b) => a.CreateRevision.CompareTo(b.CreateRevision),
            RangeSort.ModRevision => static (a, b) => a.ModRevision.CompareTo(b.ModRevision),
            RangeSort.Value => static (a, b) => a.Value.Span.SequenceCompareTo(b.Value.Span),
            RangeSort.Key or _ => static (a, b) => a.Key.CompareTo(b.Key),
        };
        var comparer = Comparer<KeyValue>.Create(order);
        return request.Descending ? [.. entries.OrderDescending(comparer)] : [.. entries.Order(comparer)];  // stable: equal ones stay in key order
    }

    private static void KeepKeysOnly(RangeRequest request, List<KeyValue> entries)
    {
        if (!request.KeysOnly)
            return;
        for (var i = 0; i < entries.Count; i++)
            entries[i] = WithoutValue(entries[i]);
    }

    private static KeyValue WithoutValue(KeyValue entry) => new(entry.Key, default, null, entry.Facts);
}
