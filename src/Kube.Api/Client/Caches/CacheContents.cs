using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.Client.Caches;

/// <summary>The objects of a cache, filed by namespace and by every index. One writer at a time (the cache's); reads of one object take no lock.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
internal sealed class CacheContents<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ObjectKey, T> _objects = new();
    private readonly CacheBucket<T> _all = new();
    private readonly Dictionary<string, CacheBucket<T>> _namespaces = [];
    private readonly Dictionary<CacheIndex<T>, Dictionary<string, CacheBucket<T>>> _indexes = [];

    public bool TryGet(ObjectKey key, [NotNullWhen(true)] out T? obj) => _objects.TryGetValue(key, out obj);

    public T[] List(string ns)
    {
        lock (_gate)
            return ns.Length == 0 ? _all.Read() : Read(_namespaces, ns);
    }

    public T[] Find(CacheIndex<T> index, string value)
    {
        lock (_gate)
        {
            return _indexes.TryGetValue(index, out var buckets)
                ? Read(buckets, value)
                : throw new ArgumentException($"the index {index.Name} was never added to this cache", nameof(index));
        }
    }

    public void AddIndex(CacheIndex<T> index)
    {
        lock (_gate)
        {
            if (_indexes.ContainsKey(index)) return;
            var buckets = new Dictionary<string, CacheBucket<T>>();
            foreach (var (key, obj) in _objects) File(buckets, index, key, obj);
            _indexes.Add(index, buckets);
        }
    }

    /// <returns>What the object replaces.</returns>
    public T? Set(ObjectKey key, T obj)
    {
        lock (_gate)
        {
            _objects.TryGetValue(key, out var old);
            _objects[key] = obj;
            _all.Set(key, obj);
            if (key.Namespace.Length > 0) Bucket(_namespaces, key.Namespace).Set(key, obj);
            foreach (var (index, buckets) in _indexes)
            {
                if (old is not null) Unfile(buckets, index, key, old);
                File(buckets, index, key, obj);
            }

            return old;
        }
    }

    /// <returns>What was there.</returns>
    public T? Remove(ObjectKey key)
    {
        lock (_gate)
        {
            if (!_objects.TryRemove(key, out var old)) return null;
            _all.Remove(key);
            Take(_namespaces, key.Namespace, key);
            foreach (var (index, buckets) in _indexes) Unfile(buckets, index, key, old);
            return old;
        }
    }

    /// <summary>The keys as of now, in order.</summary>
    public ObjectKey[] Keys(Func<T, ObjectKey> keyOf) => Array.ConvertAll(List(""), obj => keyOf(obj));

    private static T[] Read(Dictionary<string, CacheBucket<T>> buckets, string value) => buckets.TryGetValue(value, out var bucket) ? bucket.Read() : [];

    private static CacheBucket<T> Bucket(Dictionary<string, CacheBucket<T>> buckets, string value)
    {
        if (!buckets.TryGetValue(value, out var bucket)) buckets.Add(value, bucket = new());
        return bucket;
    }

    private static void Take(Dictionary<string, CacheBucket<T>> buckets, string value, ObjectKey key)
    {
        if (!buckets.TryGetValue(value, out var bucket)) return;
        bucket.Remove(key);
        if (bucket.Count == 0) buckets.Remove(value);
    }

    private static void File(Dictionary<string, CacheBucket<T>> buckets, CacheIndex<T> index, ObjectKey key, T obj)
    {
        foreach (var value in index.ValuesOf(obj)) Bucket(buckets, value).Set(key, obj);
    }

    private static void Unfile(Dictionary<string, CacheBucket<T>> buckets, CacheIndex<T> index, ObjectKey key, T old)
    {
        foreach (var value in index.ValuesOf(old)) Take(buckets, value, key);
    }
}
