using Kube.Api.Catalog;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Objects;

/// <summary>The objects of one API group in one snapshot.</summary>
internal readonly record struct StoredGroup(string Group, IStoreSnapshot Snapshot, ResourceCatalogSnapshot Catalog)
{
    /// <summary>All objects of a resource, decoded for the caller, in the store's order, which is that of their namespaces and names. None when the catalog does not have it.</summary>
    public IEnumerable<T> All<T>(string plural)
    {
        if (!Catalog.TryFind(new GroupVersionResource(Group, "v1", plural), out var definition)) yield break;
        foreach (var entry in Snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition, ""))))
            yield return (T)entry.AsObject(definition).Object.Decode(0);
    }
}
