using Kube.Api.Objects;
using Kube.Api.Watch;

namespace Kube.Api.Requests;

/// <summary>The reading operations on resources, free of any protocol: what the HTTP door and the in-process client share. Safe for concurrent use.</summary>
/// <remarks>Each call is authorized for the request's user first. Every failure is an <see cref="Errors.ApiException"/>.</remarks>
public interface IObjectReader
{
    /// <summary>Reads one object, or a subresource of it.</summary>
    ValueTask<ObjectResult> GetAsync(RequestInfo request, GetOptions options, CancellationToken cancellationToken);

    /// <summary>Reads a collection.</summary>
    ValueTask<ListResult> ListAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken);

    /// <summary>Starts to watch a collection; with a name in the request, that one object. The caller disposes the watch.</summary>
    ValueTask<ObjectWatch> WatchAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken);
}
