using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Client.Http;

/// <summary>The client of a cluster that is reached over HTTPS. Safe for concurrent use; keep one for the life of the process and dispose it last.</summary>
public sealed class HttpKubeClient : IKubeClient, IDisposable
{
    private readonly HttpClient _http;
    private readonly KubeClient _client;

    private HttpKubeClient(HttpClient http, KubeClient client)
    {
        _http = http;
        _client = client;
    }

    /// <summary>Makes a client. Connections are opened when they are needed.</summary>
    /// <param name="config">Which cluster, and who to be there.</param>
    /// <param name="name">What the client is: its User-Agent, and so the field manager of writes that name none.</param>
    /// <param name="time">The clock of its waits between attempts.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate or key in the configuration is none.</exception>
    public static HttpKubeClient Create(Kubeconfig config, string name, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var http = HttpConnections.Create(config, name, time);
        return new HttpKubeClient(http, new KubeClient(new HttpKubeTransport(http), time));
    }

    /// <inheritdoc/>
    public IResourceClient<T> For<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => _client.For<T>();

    /// <inheritdoc/>
    public IResourceClient<DynamicObject> For(GroupVersionResource resource) => _client.For(resource);

    /// <inheritdoc/>
    public IResourceClient<V1PartialObjectMetadata> Metadata(GroupVersionResource resource) => _client.Metadata(resource);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
