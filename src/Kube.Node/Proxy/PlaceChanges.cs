using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>Tells when this node's zone or addresses change. Heartbeats concern nobody.</summary>
internal sealed class PlaceChanges(Action changed) : ICacheHandler<V1Node>
{
    public void Added(V1Node obj, bool isInitial)
    {
        if (NodePlace.Of(obj) is { Zone: not null } or { Addresses.Count: > 0 }) changed();
    }

    public void Updated(V1Node old, V1Node current)
    {
        if (!NodePlace.Of(old).IsAlike(NodePlace.Of(current))) changed();
    }

    public void Deleted(V1Node last)
    {
        // A node that is gone has no pods to reach; its proxy ends with it.
    }
}
