using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>The shared caches, as one controller asks for them: what it asked for is what it waits for.</summary>
internal sealed class RecordedCaches(IResourceCaches shared) : IResourceCaches
{
    private readonly Lock _gate = new();
    private readonly List<ICacheProgress> _asked = [];

    public IReadOnlyList<ICacheProgress> Asked
    {
        get
        {
            lock (_gate)
                return [.. _asked];
        }
    }

    public IResourceCache<T> For<T>(CacheScope scope)
        where T : class, IKubernetesObject<V1ObjectMeta> => Note(shared.For<T>(scope));

    public IResourceCache<DynamicObject> For(GroupVersionResource resource, CacheScope scope) => Note(shared.For(resource, scope));

    public IResourceCache<V1PartialObjectMetadata> ForMetadata(GroupVersionResource resource, CacheScope scope) => Note(shared.ForMetadata(resource, scope));

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => Task.WhenAll(Asked.Select(cache => cache.WaitForSyncAsync(cancellationToken)));

    private TCache Note<TCache>(TCache cache)
        where TCache : ICacheProgress
    {
        lock (_gate)
        {
            if (!_asked.Contains(cache)) _asked.Add(cache);
        }

        return cache;
    }
}
