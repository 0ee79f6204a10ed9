using Kube.Api.Catalog;
using Kube.Api.Objects;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Metrics;

/// <summary>How many objects the store holds, counted when somebody asks: a count costs as much as a look-up.</summary>
internal sealed class StoredObjectsMetrics(IResourceCatalog catalog, IStoreSnapshots snapshots) : IMetricSource
{
    public void Collect(IMetricSink sink)
    {
        var snapshot = snapshots.Open();
        var counts = catalog.Current.Definitions
            .Where(static resource => resource is { StoredAs: null, StoresNothing: false })
            .DistinctBy(static resource => (resource.Kind.Group, resource.Plural))
            .Select(resource => (resource.Kind.Group, resource.Plural, Count: snapshot.Count(KeyRange.Prefix(ObjectKeys.Prefix(resource, "")))))
            .OrderBy(static entry => entry.Group, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Plural, StringComparer.Ordinal)
            .ToArray();
        sink.Begin("apiserver_resource_objects", "gauge", "[ALPHA] Objects that are stored, by resource.");
        foreach (var (group, plural, count) in counts) sink.Add(count, ("group", group), ("resource", plural));
        sink.Begin("apiserver_storage_objects", "gauge", "[STABLE] Objects that are stored, by resource.");
        foreach (var (group, plural, count) in counts) sink.Add(count, ("resource", group.Length == 0 ? plural : $"{plural}.{group}"));
    }
}
