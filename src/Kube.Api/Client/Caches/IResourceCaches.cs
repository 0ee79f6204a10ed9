using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Client.Caches;

/// <summary>The caches of one client, each made once per resource and scope and shared by everyone who asks for it (a shared informer factory). Safe for concurrent use.</summary>
/// <remarks>A cache begins to fill when it is first asked for, and goes on until the caches are disposed.</remarks>
public interface IResourceCaches
{
    /// <summary>The cache of a kind.</summary>
    /// <typeparam name="T">A class of the object model.</typeparam>
    IResourceCache<T> For<T>(CacheScope scope)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>The cache of any resource, its objects as trees.</summary>
    IResourceCache<DynamicObject> For(GroupVersionResource resource, CacheScope scope);

    /// <summary>The cache of any resource, its objects' metadata alone.</summary>
    IResourceCache<V1PartialObjectMetadata> ForMetadata(GroupVersionResource resource, CacheScope scope);

    /// <summary>Waits until every cache that was asked for so far has synced.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);
}
