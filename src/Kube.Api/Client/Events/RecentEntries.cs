using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.Client.Events;

/// <summary>A dictionary that forgets what was used longest ago. One user.</summary>
/// <typeparam name="TKey">Names an entry.</typeparam>
/// <typeparam name="TValue">An entry.</typeparam>
internal sealed class RecentEntries<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _places = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_places.TryGetValue(key, out var place))
        {
            value = default;
            return false;
        }

        _byUse.Remove(place);
        _byUse.AddFirst(place);
        value = place.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (_places.TryGetValue(key, out var place)) _byUse.Remove(place);
        _places[key] = _byUse.AddFirst((key, value));
        if (_places.Count <= capacity) return;
        _places.Remove(_byUse.Last!.Value.Key);
        _byUse.RemoveLast();
    }

    public void Remove(TKey key)
    {
        if (_places.Remove(key, out var place)) _byUse.Remove(place);
    }

    /// <summary>The entries as of now, the most recently used first.</summary>
    public IReadOnlyList<(TKey Key, TValue Value)> ToList() => [.. _byUse];
}
