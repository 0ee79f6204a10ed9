using Kube.Api.Client.Caches;
using Kube.Api.Kubernetes.Admission.Quotas;
using Kube.Api.Models;

namespace Kube.Controllers.Quotas;

/// <summary>Notices when an object of which more than the number counts goes, or needs less. What needs more was counted by admission.</summary>
internal sealed class FreedAmounts<T>(string plural, QuotaQueue queue) : ICacheHandler<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public void Added(T obj, bool isInitial)
    {
        // Admission has counted it.
    }

    public void Updated(T old, T current)
    {
        var now = QuotaUsage.Of("", plural, current);
        foreach (var (name, amount) in QuotaUsage.Of("", plural, old))
        {
            if (now.TryGetValue(name, out var left) && left >= amount) continue;
            queue.Freed(current.Metadata.Namespace!);
            return;
        }
    }

    public void Deleted(T last) => queue.Freed(last.Metadata.Namespace!);
}
