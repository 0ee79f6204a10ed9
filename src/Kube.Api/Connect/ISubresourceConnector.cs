using Kube.Api.Catalog;

namespace Kube.Api.Connect;

/// <summary>Says where a subresource leads that is no object but a connection: a pod's <c>exec</c>, a service's <c>proxy</c>.</summary>
/// <remarks>Called after authorization, once per request; calls may overlap. It may throw any <see cref="Errors.ApiException"/>, which becomes the answer.
/// The HTTP door makes the connection. Registered with <c>AddSubresourceConnector</c>.</remarks>
public interface ISubresourceConnector
{
    /// <summary>The resource that it serves.</summary>
    GroupVersionResource Resource { get; }

    /// <summary>The subresource that it serves.</summary>
    string Subresource { get; }

    /// <summary>Checks the request and finds the other end.</summary>
    ValueTask<ConnectTarget> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken);
}
