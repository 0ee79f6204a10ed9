using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Store.Snapshots;

namespace Kube.Api.Objects;

/// <summary>What is made of the stored objects of one API group, and made again only after one of them was written or the catalog changed: whoever was told of a write
/// is held to it with the next request. Two callers may make it at a time; the last one stays.</summary>
internal sealed class GroupArrangement<T>(string group, IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes, Func<StoredGroup, T> arrange)
    where T : class
{
    private readonly StrongBox<long> _counter = changes.Of(group);
    private volatile Arranged? _arranged;

    public T Current
    {
        get
        {
            var catalogNow = catalog.Current;
            // The counter before the snapshot: see ResourceChanges.
            var count = Volatile.Read(ref _counter.Value);
            if (_arranged is { } kept && kept.Count == count && ReferenceEquals(kept.Catalog, catalogNow)) return kept.Made;
            var made = arrange(new StoredGroup(group, snapshots.Open(), catalogNow));
            _arranged = new Arranged(count, catalogNow, made);
            return made;
        }
    }

    private sealed record Arranged(long Count, ResourceCatalogSnapshot Catalog, T Made);
}
