using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Client;

/// <summary>The way to a cluster, over HTTP or within the server's process: both behave alike, as one user. Safe for concurrent use.</summary>
/// <remarks>What goes in is not kept and not changed; what comes out belongs to the caller, except the objects of watch events, which are shared and read-only.
/// Refusals of the server are <see cref="Errors.ApiException"/>s.</remarks>
public interface IKubeClient
{
    /// <summary>The objects of a kind, typed.</summary>
    /// <typeparam name="T">A class of the object model; its group, version and kind name the resource.</typeparam>
    IResourceClient<T> For<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>The objects of any resource, as trees.</summary>
    /// <param name="resource">Group, version and plural.</param>
    IResourceClient<DynamicObject> For(GroupVersionResource resource);

    /// <summary>The objects of any resource, their metadata alone: the least that a server can send, and in process shared with the objects of other watchers.</summary>
    /// <param name="resource">Group, version and plural.</param>
    IResourceClient<V1PartialObjectMetadata> Metadata(GroupVersionResource resource);
}
