using Kube.Api.Models;

namespace Kube.Api.Client;

/// <summary>Reads, writes and watches the objects of one resource. Safe for concurrent use.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
public interface IResourceClient<T> : IResourceReads<T>, IResourceWrites<T>, ISubresources
    where T : class, IKubernetesObject
{
}
