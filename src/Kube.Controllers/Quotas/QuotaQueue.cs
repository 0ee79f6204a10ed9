using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Quotas;

/// <summary>Queues the quotas of a namespace when something in it was given back.</summary>
internal sealed class QuotaQueue(IResourceCache<V1ResourceQuota> quotas, IReconcileQueue queue)
{
    public void Freed(string ns)
    {
        foreach (var quota in quotas.List(ns)) queue.Add(quota.Key(), isInitial: false);
    }
}
