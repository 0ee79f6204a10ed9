using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>Queues what a function makes of an object.</summary>
internal sealed class MappedHandler<T>(IReconcileQueue queue, Func<T, IEnumerable<ObjectKey>> map) : ICacheHandler<T>
    where T : class, IKubernetesObject
{
    public void Added(T obj, bool isInitial)
    {
        foreach (var key in map(obj)) queue.Add(key, isInitial);
    }

    public void Updated(T old, T current)
    {
        foreach (var key in map(old)) queue.Add(key, isInitial: false);
        foreach (var key in map(current)) queue.Add(key, isInitial: false);
    }

    public void Deleted(T last)
    {
        foreach (var key in map(last)) queue.Add(key, isInitial: false);
    }
}
