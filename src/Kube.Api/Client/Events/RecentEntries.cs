namespace Kube.Api.Client.Events;

/// <summary>A dictionary that forgets what was used longest ago. One user.</summary>
/// <remarks>The entries lie in one array, in the order of their use by the places of their neighbours: a recorder remembers thousands of them for as long as it
/// lives, and none is an object for the collector to follow.</remarks>
/// <typeparam name="TKey">Names an entry.</typeparam>
/// <typeparam name="TValue">An entry.</typeparam>
internal sealed class RecentEntries<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : struct
{
    private const int Nowhere = -1;

    private readonly Dictionary<TKey, int> _places = [];
    private Entry[] _entries = [];
    private int _used;
    private int _newest = Nowhere;
    private int _oldest = Nowhere;
    private int _free = Nowhere;

    /// <summary>The entry of a key, from now on the most recently used one.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="isNew">It was not there, or is forgotten: it begins as the default.</param>
    /// <returns>The entry itself, to be changed in place; valid until the next call of anything.</returns>
    public ref TValue Use(TKey key, out bool isNew)
    {
        isNew = !_places.TryGetValue(key, out var place);
        if (isNew)
        {
            place = TakePlace();
            _places.Add(key, place);
            _entries[place].Key = key;
        }
        else
        {
            Unlink(place);
        }

        Link(place);
        return ref _entries[place].Value;
    }

    public void Remove(TKey key)
    {
        if (!_places.Remove(key, out var place)) return;
        Unlink(place);
        _entries[place] = new() { Older = _free };
        _free = place;
    }

    /// <summary>The entries as of now, the most recently used first.</summary>
    public IReadOnlyList<(TKey Key, TValue Value)> ToList()
    {
        var list = new List<(TKey, TValue)>(_places.Count);
        for (var place = _newest; place != Nowhere; place = _entries[place].Older) list.Add((_entries[place].Key, _entries[place].Value));
        return list;
    }

    /// <summary>A place for one entry more: that of the oldest when there are as many as may be.</summary>
    private int TakePlace()
    {
        if (_places.Count == capacity) Remove(_entries[_oldest].Key);
        if (_free != Nowhere)
        {
            var place = _free;
            _free = _entries[place].Older;
            return place;
        }

        if (_used == _entries.Length) Array.Resize(ref _entries, Math.Min(capacity, Math.Max(4, _used * 2)));
        return _used++;
    }

    private void Link(int place)
    {
        ref var entry = ref _entries[place];
        (entry.Newer, entry.Older) = (Nowhere, _newest);
        if (_newest != Nowhere) _entries[_newest].Newer = place;
        else _oldest = place;
        _newest = place;
    }

    private void Unlink(int place)
    {
        ref var entry = ref _entries[place];
        if (entry.Newer != Nowhere) _entries[entry.Newer].Older = entry.Older;
        else _newest = entry.Older;
        if (entry.Older != Nowhere) _entries[entry.Older].Newer = entry.Newer;
        else _oldest = entry.Newer;
    }

    private struct Entry
    {
        public TKey Key;
        public TValue Value;
        public int Newer;
        public int Older;
    }
}
