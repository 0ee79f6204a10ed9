using System.Diagnostics.CodeAnalysis;
using Kube.Api.Models;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Caches;

/// <summary>One cache. Its loop is the only writer; <c>_telling</c> makes subscribing and the loop's changes take turns, so that a new handler misses nothing.</summary>
internal sealed partial class ResourceCache<T>(string name, IResourceReads<T> reads, CacheScope scope, CacheBackoff backoff, ILogger logger)
    : IResourceCache<T>, ICacheLoop
    where T : class, IKubernetesObject
{
    private readonly Lock _telling = new();
    private readonly CacheContents<T> _contents = new();
    private readonly CacheRevisions _revisions = new();
    private readonly CacheHandlers<T> _handlers = new(name, logger);

    public bool HasSynced => _revisions.HasSynced;

    public bool TryGet(ObjectKey key, [NotNullWhen(true)] out T? obj) => _contents.TryGet(key, out obj);

    public IReadOnlyList<T> List(string ns) => _contents.List(ns);

    public IReadOnlyList<T> Find(CacheIndex<T> index, string value) => _contents.Find(index, value);

    public void AddIndex(CacheIndex<T> index) => _contents.AddIndex(index);

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _revisions.WaitForSyncAsync(cancellationToken);

    public Task WaitForRevisionAsync(string resourceVersion, CancellationToken cancellationToken) => _revisions.WaitAsync(resourceVersion, cancellationToken);

    public IDisposable Subscribe(ICacheHandler<T> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        lock (_telling)
            _handlers.Add(handler, _contents.List(""));
        return new Subscription(this, handler);
    }

    private void Set(T obj, bool isInitial)
    {
        var key = CachedObjects.KeyOf(obj);
        lock (_telling)
        {
            var old = _contents.Set(key, obj);
            if (old is null)
            {
                _handlers.Added(obj, isInitial);
            }
            else if (CachedObjects.UidOf(old) != CachedObjects.UidOf(obj))
            {
                // Another object of the same name: the first one's end was missed between two lists.
                _handlers.Deleted(old);
                _handlers.Added(obj, isInitial);
            }
            else
            {
                _handlers.Updated(old, obj);
            }
        }
    }

    private void Remove(ObjectKey key, T? last)
    {
        lock (_telling)
        {
            if (_contents.Remove(key) is { } old) _handlers.Deleted(last ?? old);
        }
    }

    private void Replace(List<T> objects, string revision)
    {
        var isInitial = !HasSynced;
        var present = new HashSet<ObjectKey>(objects.Count);
        foreach (var obj in objects) present.Add(CachedObjects.KeyOf(obj));
        if (!isInitial)
        {
            foreach (var key in _contents.Keys(static obj => CachedObjects.KeyOf(obj)))
                if (!present.Contains(key)) Remove(key, null);
        }

        foreach (var obj in objects)
        {
            if (!_contents.TryGet(CachedObjects.KeyOf(obj), out var old) || CachedObjects.RevisionOf(old) != CachedObjects.RevisionOf(obj))
                Set(obj, isInitial);
        }

        _revisions.Reached(revision);
        _revisions.Synced();
    }

    private sealed class Subscription(ResourceCache<T> cache, ICacheHandler<T> handler) : IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            lock (cache._telling)
            {
                if (_disposed) return;
                _disposed = true;
                cache._handlers.Remove(handler);
            }
        }
    }
}
