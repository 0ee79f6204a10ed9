using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Reads the objects that pods refer to, and keeps each for a while: many pods of a node refer to the same ones. What is kept is used when the server is away.</summary>
internal sealed class ReferencedObjects(IKubeClient client, TimeProvider time) : IReferencedObjects
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly Kept<V1ConfigMap> _maps = new(client.For<V1ConfigMap>(), time);
    private readonly Kept<V1Secret> _secrets = new(client.For<V1Secret>(), time);

    public ValueTask<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) => _maps.GetAsync(new(ns, name), cancellationToken);

    public ValueTask<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken) => _secrets.GetAsync(new(ns, name), cancellationToken);

    private sealed class Kept<T>(IResourceClient<T> client, TimeProvider time)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        private readonly ConcurrentDictionary<ObjectKey, (T Object, DateTimeOffset At)> _objects = new();
        private DateTimeOffset _swept = time.GetUtcNow();

        public async ValueTask<T?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            if (_objects.TryGetValue(key, out var kept) && now - kept.At < s_fresh) return kept.Object;
            try
            {
                var found = await client.GetAsync(key, cancellationToken);
                _objects[key] = (found, now);
                Sweep(now);
                return found;
            }
            catch (NotFoundException)
            {
                _objects.TryRemove(key, out _);
                return null;
            }
            catch (Exception e) when (e is IOException or HttpRequestException && kept.Object is not null)
            {
                return kept.Object;
            }
        }

        private void Sweep(DateTimeOffset now)
        {
            if (now - _swept < s_kept) return;
            _swept = now;
            foreach (var (key, entry) in _objects)
                if (now - entry.At > s_kept) _objects.TryRemove(key, out _);
        }
    }
}
