using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>Queues the objects of the controller's own kind.</summary>
internal sealed class ResourceHandler<T>(IReconcileQueue queue, Func<T, bool>? matters, Func<T, T, bool>? updateMatters) : ICacheHandler<T>
    where T : class, IKubernetesObject
{
    public void Added(T obj, bool isInitial)
    {
        if (Matters(obj)) queue.Add(obj.Key(), isInitial);
    }

    public void Updated(T old, T current)
    {
        if ((Matters(old) || Matters(current)) && updateMatters?.Invoke(old, current) != false) queue.Add(current.Key(), isInitial: false);
    }

    public void Deleted(T last)
    {
        if (Matters(last)) queue.Add(last.Key(), isInitial: false);
    }

    private bool Matters(T obj) => matters?.Invoke(obj) != false;
}
