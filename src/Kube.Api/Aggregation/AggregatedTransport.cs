using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Aggregation;

/// <summary>Reaches what this process serves in it, and what servers behind it serve over the network, as one API: what the door does for clients outside.</summary>
/// <param name="own">Reaches what this process serves.</param>
/// <param name="apis">What others serve.</param>
/// <param name="connect">Makes the connections to one of them, in the name of the client's user.</param>
internal sealed class AggregatedTransport(IKubeTransport own, AggregatedApis apis, Func<AggregatedApi, HttpMessageHandler> connect) : IKubeTransport
{
    // Each is kept as long as what it leads to; the connections below are not its own.
    private ConditionalWeakTable<AggregatedApi, IKubeTransport>? _behind;

    public ValueTask<ClientResource> FindAsync(GroupVersionKind kind, CancellationToken cancellationToken) => To(kind.Group, kind.Version).FindAsync(kind, cancellationToken);

    public ValueTask<ClientResource> FindAsync(GroupVersionResource resource, CancellationToken cancellationToken) =>
        To(resource.Group, resource.Version).FindAsync(resource, cancellationToken);

    public ValueTask<IKubernetesObject> SendAsync(TransportRequest request, CancellationToken cancellationToken) => To(request).SendAsync(request, cancellationToken);

    public ValueTask<ResourceList<IKubernetesObject>> ListAsync(TransportRequest request, ListOptions options, CancellationToken cancellationToken) =>
        To(request).ListAsync(request, options, cancellationToken);

    public ValueTask DeleteCollectionAsync(TransportRequest request, ListOptions selection, CancellationToken cancellationToken) =>
        To(request).DeleteCollectionAsync(request, selection, cancellationToken);

    public IAsyncEnumerable<ResourceEvent<IKubernetesObject>> WatchAsync(TransportRequest request, ListOptions options, CancellationToken cancellationToken) =>
        To(request).WatchAsync(request, options, cancellationToken);

    private IKubeTransport To(TransportRequest request) => To(request.Resource.Resource.Group, request.Resource.Resource.Version);

    private IKubeTransport To(string group, string version)
    {
        if (apis.Find(group, version) is not { } api) return own;
        if (!api.IsAvailable) throw new ServiceUnavailableException("service unavailable");
        return LazyInitializer.EnsureInitialized(ref _behind).GetValue(api, Reach);
    }

    private HttpKubeTransport Reach(AggregatedApi api) => new(new HttpClient(connect(api))
    {
        BaseAddress = new($"https://{api.ServerName}:{api.ServicePort}/"),
        // Watches last; a caller ends what it does not want to wait for.
        Timeout = Timeout.InfiniteTimeSpan,
    });
}
