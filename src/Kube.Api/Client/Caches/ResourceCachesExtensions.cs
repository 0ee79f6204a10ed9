using Kube.Api.Models;

namespace Kube.Api.Client.Caches;

/// <summary>Shorter calls.</summary>
public static class ResourceCachesExtensions
{
    /// <summary>The cache of every object of a kind.</summary>
    public static IResourceCache<T> For<T>(this IResourceCaches caches)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(caches);
        return caches.For<T>(CacheScope.All);
    }
}
