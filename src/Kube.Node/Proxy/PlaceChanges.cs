using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>Tells when this node's zone changes. Heartbeats concern nobody.</summary>
internal sealed class PlaceChanges(Action changed) : ICacheHandler<V1Node>
{
    public static string? ZoneOf(V1Node node) => node.Metadata.Labels?.GetValueOrDefault("topology.kubernetes.io/zone") is { Length: > 0 } zone ? zone : null;

    public void Added(V1Node obj, bool isInitial)
    {
        if (ZoneOf(obj) is not null) changed();
    }

    public void Updated(V1Node old, V1Node current)
    {
        if (ZoneOf(old) != ZoneOf(current)) changed();
    }

    public void Deleted(V1Node last)
    {
        // A node that is gone has no pods to reach; its proxy ends with it.
    }
}
