using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.Runtime;

/// <summary>Writes of one resource that return when its cache shows them: the next pass decides upon what this one did.</summary>
internal sealed class SeenWrites<T>(IKubeClient client, IResourceCache<T> cache)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly IResourceClient<T> _client = client.For<T>();

    public async ValueTask<T> CreateAsync(T obj, CancellationToken cancellationToken) =>
        await SeenAsync(await _client.CreateAsync(obj, WriteOptions.Default, cancellationToken), cancellationToken);

    public async ValueTask<T> UpdateAsync(T obj, CancellationToken cancellationToken) =>
        await SeenAsync(await _client.UpdateAsync(obj, WriteOptions.Default, cancellationToken), cancellationToken);

    public async ValueTask<T> UpdateStatusAsync(T obj, CancellationToken cancellationToken) =>
        await SeenAsync(await _client.UpdateAsync(obj.Key(), "status", obj, WriteOptions.Default, cancellationToken), cancellationToken);

    private async ValueTask<T> SeenAsync(T written, CancellationToken cancellationToken)
    {
        await cache.WaitForRevisionAsync(written.Metadata.ResourceVersion!, cancellationToken);
        return written;
    }
}
