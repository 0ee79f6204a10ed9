using Kube.Api.Client.Caches;
using Kube.Api.Client.Discovery;
using Kube.Api.Models;

namespace Kube.Controllers.GarbageCollection;

/// <summary>Tells the graph of the changes of one resource.</summary>
internal sealed class GraphHandler(OwnerGraph graph, ServedResource resource) : ICacheHandler<V1PartialObjectMetadata>
{
    public void Added(V1PartialObjectMetadata obj, bool isInitial) => graph.Observe(resource.Resource.ApiVersion, resource.Kind, obj.Metadata);

    public void Updated(V1PartialObjectMetadata old, V1PartialObjectMetadata current)
    {
        // Most changes are of a status, and change nothing here.
        if (ReferenceEquals(old.Metadata.OwnerReferences, current.Metadata.OwnerReferences) && current.Metadata.DeletionTimestamp is null) return;
        graph.Observe(resource.Resource.ApiVersion, resource.Kind, current.Metadata);
    }

    public void Deleted(V1PartialObjectMetadata last) => graph.Remove(last.Metadata.Uid!);
}
