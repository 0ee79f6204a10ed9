using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Quotas;

/// <summary>Keeps the status of quotas: what is allowed, and what is used. Admission adds what comes; here is taken back what goes.</summary>
internal sealed class QuotaReconciler : IReconciler<V1ResourceQuota>, IDisposable
{
    private static readonly TimeSpan s_resync = TimeSpan.FromMinutes(5);

    // Between admission's counting of an object and its appearance in the caches.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(100);

    private readonly IKubeClient _client;
    private readonly IResourceCache<V1ResourceQuota> _quotas;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IResourceCache<V1Service> _services;
    private readonly IResourceCache<V1PersistentVolumeClaim> _claims;
    private readonly CountedResources _counted;
    private readonly TimeProvider _time;

    public QuotaReconciler(IKubeClient client, IResourceCaches caches, IResourceDirectory directory, IReconcileQueue queue, TimeProvider time)
    {
        _client = client;
        _quotas = caches.For<V1ResourceQuota>();
        _pods = caches.For<V1Pod>();
        _services = caches.For<V1Service>();
        _claims = caches.For<V1PersistentVolumeClaim>();
        _time = time;
        var freed = new QuotaQueue(_quotas, queue);
        _counted = new CountedResources(caches, directory, freed);
        PodEvents = new FreedAmounts<V1Pod>("pods", freed);
        ServiceEvents = new FreedAmounts<V1Service>("services", freed);
        ClaimEvents = new FreedAmounts<V1PersistentVolumeClaim>("persistentvolumeclaims", freed);
    }

    public ICacheHandler<V1Pod> PodEvents { get; }

    public ICacheHandler<V1Service> ServiceEvents { get; }

    public ICacheHandler<V1PersistentVolumeClaim> ClaimEvents { get; }

    /// <summary>Whether a change of a quota is one of its wish; what admission counts is none.</summary>
    public static bool Matters(V1ResourceQuota old, V1ResourceQuota current) => !QuotaCount.AreSame(current.Spec.Hard, current.Status?.Hard) || !old.Spec.SemanticEquals(current.Spec);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_quotas.TryGet(key, out var quota) || quota.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        var used = await CountAsync(quota, cancellationToken);
        if (QuotaCount.IsLess(used, quota.Status?.Used))
        {
            // What was counted just now may not be in the caches yet: only what is still missing then is gone. A count in between makes the write a conflict.
            await Task.Delay(s_settling, _time, cancellationToken);
            used = await CountAsync(quota, cancellationToken);
        }

        if (!QuotaCount.AreSame(quota.Spec.Hard, quota.Status?.Hard) || !QuotaCount.AreSame(used, quota.Status?.Used))
        {
            var copy = quota.DeepClone();
            copy.Status = new() { Hard = quota.Spec.Hard is null ? null : new(quota.Spec.Hard), Used = used };
            try
            {
                await _client.For<V1ResourceQuota>().UpdateAsync(key, "status", copy, WriteOptions.Default, cancellationToken);
            }
            catch (NotFoundException)
            {
                return ReconcileResult.Done;
            }
        }

        return ReconcileResult.RequeueAfter(s_resync);
    }

    public void Dispose() => _counted.Dispose();

    private async ValueTask<Dictionary<string, ResourceQuantity>> CountAsync(V1ResourceQuota quota, CancellationToken cancellationToken)
    {
        var ns = quota.Metadata.Namespace!;
        var isScoped = quota.Spec.Scopes is { Count: > 0 } || quota.Spec.ScopeSelector?.MatchExpressions is { Count: > 0 };
        var counts = new Dictionary<string, long>();
        foreach (var entry in (quota.Spec.Hard ?? []).Keys.Where(QuotaCount.IsOfObjects))
        {
            if (await _counted.FindAsync(entry, cancellationToken) is not { } resource) continue;
            // Scopes are about pods, and those are counted below.
            counts[entry] = isScoped ? 0 : (await _counted.ListAsync(resource, ns, cancellationToken)).Count;
        }

        return QuotaCount.Of(quota, _pods.List(ns), _services.List(ns), _claims.List(ns), counts);
    }
}
