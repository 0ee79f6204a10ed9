using System.Text;
using Kube.Store.Kv;
using Kube.Store.Leases;
using Kube.Store.Maintenance;
using Kube.Store.Projection;
using Kube.Store.Snapshots;
using Kube.Store.Watch;
using Xunit;

namespace Kube.Testing.Store;

/// <summary>The store's contract as tests; every engine has a subclass that passes them.</summary>
/// <remarks>Each test opens a store of its own, empty and at revision 1. The class is in parts, one per subject.</remarks>
public abstract partial class KeyValueStoreConformance
{
    /// <summary>The token of the running test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens an empty store.</summary>
    /// <param name="time">The store's only clock; the suite moves it by hand.</param>
    /// <param name="projector">To project values with; null for none.</param>
    protected abstract ValueTask<IConformanceStore> OpenAsync(TimeProvider time, IValueProjector? projector);

    /// <summary>An empty store with a clock that stands still.</summary>
    protected ValueTask<IConformanceStore> OpenAsync() => OpenAsync(new ManualTime(), null);

    /// <summary>A key from text.</summary>
    protected static StoreKey Key(string text) => StoreKey.FromString(text);

    /// <summary>A value from text.</summary>
    protected static ReadOnlyMemory<byte> Value(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A value as text.</summary>
    protected static string Text(KeyValue? entry) => entry is null ? "(nothing)" : Encoding.UTF8.GetString(entry.Value.Span);

    /// <summary>Writes a key and returns the revision.</summary>
    protected static async Task<long> PutAsync(IConformanceStore store, string key, string value = "v", long lease = 0)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await store.Values.CommitAsync(Transaction.Put(Key(key), Value(value), lease), Cancel)).Revision;
    }

    /// <summary>Deletes a key and returns the revision.</summary>
    protected static async Task<long> DeleteAsync(IConformanceStore store, string key)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await store.Values.CommitAsync(Transaction.Delete(KeyRange.Single(Key(key))), Cancel)).Revision;
    }

    /// <summary>Reads a range as <c>key=value</c> texts.</summary>
    protected static async Task<string[]> RangeAsync(IConformanceStore store, RangeRequest request)
    {
        ArgumentNullException.ThrowIfNull(store);
        var result = await store.Values.RangeAsync(request, Cancel);
        return [.. result.Entries.Select(entry => $"{entry.Key}={Text(entry)}")];
    }

    /// <summary>Reads watch events until there are <paramref name="count"/>.</summary>
    protected static async Task<List<WatchEvent>> EventsAsync(IConformanceStore store, WatchRequest request, int count)
    {
        ArgumentNullException.ThrowIfNull(store);
        var events = new List<WatchEvent>();
        await foreach (var batch in store.Values.WatchAsync(request, Cancel))
        {
            events.AddRange(batch.Events);
            if (events.Count >= count)
                break;
        }
        return events;
    }

    /// <summary>An event as one line.</summary>
    protected static string Line(WatchEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return $"{change.Revision}.{change.SubRevision} {change.Kind} {change.Key} {Text(change.Previous)} -> {Text(change.Current)}";
    }
}
