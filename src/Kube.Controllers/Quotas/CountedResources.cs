using System.Collections.Concurrent;
using Kube.Api.Catalog;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Discovery;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Quotas;

/// <summary>The resources that quotas count by the number of their objects, each followed from when a quota first names it.</summary>
internal sealed class CountedResources(IResourceCaches caches, IResourceDirectory directory, QuotaQueue queue) : IDisposable
{
    private readonly ConcurrentDictionary<GroupVersionResource, (IResourceCache<V1PartialObjectMetadata> Cache, IDisposable Subscription)> _followed = new();

    /// <summary>The resource that an entry of a quota counts, such as <c>secrets</c> or <c>count/deployments.apps</c>; null when the server has none such.</summary>
    public async ValueTask<GroupVersionResource?> FindAsync(string entry, CancellationToken cancellationToken)
    {
        var name = entry.StartsWith("count/", StringComparison.Ordinal) ? entry[6..] : entry;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (plural, group) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        foreach (var served in (await directory.ListAsync(cancellationToken)).All)
            if (served is { IsPreferred: true, Namespaced: true } && served.Resource.Resource == plural && served.Resource.Group == group && served.Can("list", "watch")) return served.Resource;
        return null;
    }

    /// <summary>The objects of a resource in a namespace.</summary>
    public async ValueTask<IReadOnlyList<V1PartialObjectMetadata>> ListAsync(GroupVersionResource resource, string ns, CancellationToken cancellationToken)
    {
        if (!_followed.TryGetValue(resource, out var followed))
        {
            var cache = caches.ForMetadata(resource, CacheScope.All);
            var subscription = cache.Subscribe(new Deletions(queue));
            followed = _followed.GetOrAdd(resource, (cache, subscription));
            if (followed.Subscription != subscription) subscription.Dispose();
        }

        await followed.Cache.WaitForSyncAsync(cancellationToken);
        return followed.Cache.List(ns);
    }

    public void Dispose()
    {
        foreach (var (_, subscription) in _followed.Values) subscription.Dispose();
    }

    private sealed class Deletions(QuotaQueue queue) : ICacheHandler<V1PartialObjectMetadata>
    {
        public void Added(V1PartialObjectMetadata obj, bool isInitial)
        {
            // Admission has counted it.
        }

        public void Updated(V1PartialObjectMetadata old, V1PartialObjectMetadata current)
        {
            // It counts as before.
        }

        public void Deleted(V1PartialObjectMetadata last) => queue.Freed(last.Metadata.Namespace ?? "");
    }
}
