using System.Globalization;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Caches;

/// <summary>The caches of one client. Dispose of them to end their loops.</summary>
public sealed class ResourceCaches : IResourceCaches, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(object Resource, CacheScope Scope), ICacheLoop> _caches = [];
    private readonly List<Task> _loops = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly IKubeClient _client;
    private readonly IWorkScheduler _work;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IRandomSource _random;
    private bool _disposed;

    /// <summary>Makes caches that spread their retries by the system's randomness.</summary>
    /// <param name="client">Lists and watches; caches see what its user may see.</param>
    /// <param name="work">Runs a loop for each cache.</param>
    /// <param name="time">The clock of waits between attempts.</param>
    /// <param name="logs">Told of every failed attempt.</param>
    public ResourceCaches(IKubeClient client, IWorkScheduler work, TimeProvider time, ILoggerFactory logs)
        : this(client, work, time, logs, new SystemRandomSource())
    {
    }

    /// <summary>Makes caches.</summary>
    /// <param name="client">Lists and watches; caches see what its user may see.</param>
    /// <param name="work">Runs a loop for each cache.</param>
    /// <param name="time">The clock of waits between attempts.</param>
    /// <param name="logs">Told of every failed attempt.</param>
    /// <param name="random">Spreads the retries.</param>
    public ResourceCaches(IKubeClient client, IWorkScheduler work, TimeProvider time, ILoggerFactory logs, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(random);
        _client = client;
        _work = work;
        _time = time;
        _logger = logs.CreateLogger("Kube.Api.Client.Caches");
        _random = random;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The caches were disposed of.</exception>
    public IResourceCache<T> For<T>(CacheScope scope)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Get(typeof(T), scope, typeof(T).Name, _client.For<T>);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The caches were disposed of.</exception>
    public IResourceCache<DynamicObject> For(GroupVersionResource resource, CacheScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Get(resource, scope, resource.Qualified, () => _client.For(resource));
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The caches were disposed of.</exception>
    public IResourceCache<V1PartialObjectMetadata> ForMetadata(GroupVersionResource resource, CacheScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Get((typeof(V1PartialObjectMetadata), resource), scope, resource.Qualified, () => _client.Metadata(resource));
    }

    /// <inheritdoc/>
    public Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.WhenAll(_caches.Values.Select(cache => cache.WaitForSyncAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] loops;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            loops = [.. _loops];
        }

        EndLoops();
        await Task.WhenAll(loops);
        _ending.Dispose();
    }

    // CancelAsync would go through the thread pool, outside of a test's virtual time.
    private void EndLoops() => _ending.Cancel();

    private ResourceCache<T> Get<T>(object resource, CacheScope scope, string name, Func<IResourceReads<T>> reads)
        where T : class, IKubernetesObject
    {
        lock (_gate)
        {
            if (_caches.TryGetValue((resource, scope), out var known)) return (ResourceCache<T>)known;
            ObjectDisposedException.ThrowIf(_disposed, this);
            var cache = new ResourceCache<T>(name, reads(), scope, new CacheBackoff(_time, _random), _logger);
            _caches.Add((resource, scope), cache);
            var ending = _ending.Token;
            _loops.Add(_work.Run(string.Create(CultureInfo.InvariantCulture, $"cache.{name}"), () => cache.RunAsync(ending)));
            return cache;
        }
    }
}
