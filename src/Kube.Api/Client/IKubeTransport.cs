using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client;

/// <summary>Carries requests to a server: over HTTP, or to the pipeline of the same process. Calls overlap.</summary>
/// <remarks>Refusals of the server are <see cref="Errors.ApiException"/>s; a server that cannot be reached is an <see cref="IOException"/> or
/// <see cref="HttpRequestException"/>. Objects that go in are not kept and not changed; objects that come out belong to the caller, but for events'.</remarks>
public interface IKubeTransport
{
    /// <summary>Finds the resource of a kind.</summary>
    /// <exception cref="Errors.ResourceNotServedException">The server has none.</exception>
    ValueTask<ClientResource> FindAsync(GroupVersionKind kind, CancellationToken cancellationToken);

    /// <summary>Finds a resource by its name; its objects are read as <see cref="DynamicObject"/>s.</summary>
    /// <exception cref="Errors.ResourceNotServedException">The server has none.</exception>
    ValueTask<ClientResource> FindAsync(GroupVersionResource resource, CancellationToken cancellationToken);

    /// <summary>Sends a request about one object: get, create, update, patch or delete.</summary>
    /// <returns>The answer: an object of the request's codec, or a <see cref="V1Status"/>.</returns>
    ValueTask<IKubernetesObject> SendAsync(TransportRequest request, CancellationToken cancellationToken);

    /// <summary>Lists the request's namespace, or all.</summary>
    ValueTask<ResourceList<IKubernetesObject>> ListAsync(TransportRequest request, ListOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes the objects of a selection.</summary>
    ValueTask DeleteCollectionAsync(TransportRequest request, ListOptions selection, CancellationToken cancellationToken);

    /// <summary>Opens one watch. It ends when the server ends it; going on is the client's work.</summary>
    /// <exception cref="Errors.ExpiredException">The start is too old; also thrown in mid-stream.</exception>
    IAsyncEnumerable<ResourceEvent<IKubernetesObject>> WatchAsync(TransportRequest request, ListOptions options, CancellationToken cancellationToken);
}
