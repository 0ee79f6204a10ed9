namespace Kube.Api.Client.Caches;

/// <summary>Some objects of a cache: all, those of a namespace or those that an index files under one value. Reads get an array that is kept until something
/// changes; what comes or goes after that costs the next read a merge, not a sort, and a bucket that nobody reads is never sorted. Guarded by its cache's lock.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
internal sealed class CacheBucket<T>
    where T : class
{
    // Past this many changes in a bucket of as many objects, sorting anew costs about as much as merging.
    private const int FewChanges = 64;

    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly Dictionary<ObjectKey, T?> _changes = [];
    private KeyValuePair<ObjectKey, T>[]? _sorted;
    private T[]? _view;

    public int Count => _objects.Count;

    public void Set(ObjectKey key, T obj)
    {
        _objects[key] = obj;
        Changed(key, obj);
    }

    public void Remove(ObjectKey key)
    {
        if (_objects.Remove(key)) Changed(key, null);
    }

    /// <summary>The objects as of now, in the order of their keys; shared, never changed.</summary>
    public T[] Read()
    {
        if (_view is not null) return _view;
        _sorted = _sorted is null ? Sort(_objects) : Merge(_sorted);
        _changes.Clear();
        return _view = Array.ConvertAll(_sorted, static pair => pair.Value);
    }

    private static KeyValuePair<ObjectKey, T>[] Sort(Dictionary<ObjectKey, T> objects)
    {
        var sorted = objects.ToArray();
        Array.Sort(sorted, static (left, right) => Compare(left.Key, right.Key));
        return sorted;
    }

    private static int Compare(in ObjectKey left, in ObjectKey right)
    {
        var byNamespace = string.CompareOrdinal(left.Namespace, right.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(left.Name, right.Name);
    }

    private void Changed(ObjectKey key, T? obj)
    {
        _view = null;
        if (_sorted is null) return;
        var place = FirstNotBefore(_sorted, 0, key);
        if (place < _sorted.Length && _sorted[place].Key == key)
        {
            // In place, also when it goes: until somebody reads again, which may be never, the array would keep what the object was.
            _sorted[place] = new(key, obj!);
            if (obj is not null)
            {
                _changes.Remove(key);
                return;
            }
        }

        _changes[key] = obj;
        if (_changes.Count <= FewChanges || _changes.Count <= _sorted.Length / 2) return;
        _sorted = null;
        _changes.Clear();
    }

    private KeyValuePair<ObjectKey, T>[] Merge(KeyValuePair<ObjectKey, T>[] old)
    {
        if (_changes.Count == 0) return old;
        var changes = _changes.ToArray();
        Array.Sort(changes, static (left, right) => Compare(left.Key, right.Key));
        var merged = new KeyValuePair<ObjectKey, T>[_objects.Count];
        int from = 0, to = 0;
        foreach (var (key, obj) in changes)
        {
            var place = FirstNotBefore(old, from, key);
            old.AsSpan(from, place - from).CopyTo(merged.AsSpan(to));
            to += place - from;
            from = place < old.Length && old[place].Key == key ? place + 1 : place;
            if (obj is not null) merged[to++] = new(key, obj);
        }

        old.AsSpan(from).CopyTo(merged.AsSpan(to));
        return merged;
    }

    private static int FirstNotBefore(KeyValuePair<ObjectKey, T>[] sorted, int low, ObjectKey key)
    {
        var high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Compare(sorted[middle].Key, key) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
