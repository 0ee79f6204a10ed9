using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.EndpointSlices;

/// <summary>Turns changes of pods into keys of the services that select them.</summary>
internal sealed class ServicePodEvents(IResourceCache<V1Service> services, IReconcileQueue queue) : ICacheHandler<V1Pod>
{
    public void Added(V1Pod obj, bool isInitial)
    {
        foreach (var key in ServiceSelectors.Of(services, obj)) queue.Add(key, isInitial);
    }

    public void Updated(V1Pod old, V1Pod current)
    {
        if (!ServiceSelectors.Matters(old, current)) return;
        Added(old, isInitial: false);
        Added(current, isInitial: false);
    }

    public void Deleted(V1Pod last) => Added(last, isInitial: false);
}
