using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Client;

/// <summary>The client over any transport.</summary>
public sealed class KubeClient : IKubeClient
{
    private readonly IKubeTransport _transport;
    private readonly TimeProvider _time;

    /// <summary>Makes a client.</summary>
    /// <param name="transport">Carries its requests.</param>
    /// <param name="time">The clock of its waits between attempts.</param>
    public KubeClient(IKubeTransport transport, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(time);
        _transport = transport;
        _time = time;
    }

    /// <inheritdoc/>
    public IResourceClient<T> For<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = KubernetesTypes.Codec<T>().Kind;
        return new ResourceClient<T>(_transport, _time, cancellationToken => _transport.FindAsync(kind, cancellationToken));
    }

    /// <inheritdoc/>
    public IResourceClient<DynamicObject> For(GroupVersionResource resource) =>
        new ResourceClient<DynamicObject>(_transport, _time, cancellationToken => _transport.FindAsync(resource, cancellationToken));

    /// <inheritdoc/>
    public IResourceClient<V1PartialObjectMetadata> Metadata(GroupVersionResource resource) =>
        new ResourceClient<V1PartialObjectMetadata>(_transport, _time, cancellationToken => FindMetadataAsync(resource, cancellationToken));

    private async ValueTask<ClientResource> FindMetadataAsync(GroupVersionResource resource, CancellationToken cancellationToken)
    {
        var found = await _transport.FindAsync(resource, cancellationToken);
        return found with { Codec = new MetadataCodec(found.Codec.Kind) };
    }
}
