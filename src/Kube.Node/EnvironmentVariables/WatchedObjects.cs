using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Store.Work;

namespace Kube.Node.EnvironmentVariables;

/// <summary>The config maps and secrets that pods of this node refer to, each followed by a watch from the first time it is asked for until nobody asked for a while.</summary>
internal sealed class WatchedObjects : IReferencedObjects, IAsyncDisposable
{
    // Pods look at their volumes every 60 to 90 s: what they still use was asked for since.
    private static readonly TimeSpan s_unused = TimeSpan.FromMinutes(5);

    private readonly Kept<V1ConfigMap> _maps;
    private readonly Kept<V1Secret> _secrets;

    public WatchedObjects(IKubeClient client, IWorkScheduler work, TimeProvider time)
    {
        _maps = new(client.For<V1ConfigMap>(), map => map.Immutable == true, key => Changed?.Invoke(key), work, time);
        _secrets = new(client.For<V1Secret>(), secret => secret.Immutable == true, key => Changed?.Invoke(key), work, time);
    }

    /// <summary>Called on a watch's loop when an object came, changed or went, with its namespace and name; only takes notes.</summary>
    public Action<ObjectKey>? Changed { get; set; }

    public ValueTask<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) => _maps.Get(new(ns, name)).GetAsync(cancellationToken);

    public ValueTask<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken) => _secrets.Get(new(ns, name)).GetAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _maps.EndAsync();
        await _secrets.EndAsync();
    }

    private sealed class Kept<T>(IResourceClient<T> client, Func<T, bool> isImmutable, Action<ObjectKey> changed, IWorkScheduler work, TimeProvider time)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<ObjectKey, WatchedObject<T>> _objects = [];
        private readonly List<WatchedObject<T>> _ended = [];
        private DateTimeOffset _swept = time.GetUtcNow();

        public WatchedObject<T> Get(ObjectKey key)
        {
            lock (_gate)
            {
                Sweep(time.GetUtcNow());
                if (_objects.TryGetValue(key, out var known)) return known;
                var made = new WatchedObject<T>(client, key, isImmutable, changed, time);
                _objects.Add(key, made);
                made.Completion = work.Run($"node.watch/{key}", made.RunAsync);
                return made;
            }
        }

        public async ValueTask EndAsync()
        {
            WatchedObject<T>[] all;
            lock (_gate)
            {
                all = [.. _objects.Values, .. _ended];
                _objects.Clear();
                _ended.Clear();
            }

            foreach (var one in all) one.End();
            await Task.WhenAll(all.Select(one => one.Completion));
            foreach (var one in all) one.Dispose();
        }

        private void Sweep(DateTimeOffset now)
        {
            if (now - _swept < s_unused) return;
            _swept = now;
            foreach (var (key, one) in _objects.Where(pair => now - pair.Value.UsedAt > s_unused).ToArray())
            {
                _objects.Remove(key);
                one.End();
                _ended.Add(one);
            }

            foreach (var one in _ended.Where(one => one.Completion.IsCompleted).ToArray())
            {
                _ended.Remove(one);
                one.Dispose();
            }
        }
    }
}
