using Kube.Store.Index;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>Every key that was attached to a lease: those that still are, and for a while those that no longer are. Which is which the index tells, so that
/// attaching costs one link and detaching nothing: an hour's events are one lease of a hundred thousand keys.</summary>
/// <remarks>The writer alone adds; readers may walk what they have got. A state that is given up leaves keys behind that the index does not know.</remarks>
internal sealed class LeaseKeys
{
    private const int Few = 64;

    private Link? _newest;
    private int _length;
    private int _left;

    /// <summary>Most of the links are of no use any more.</summary>
    public bool IsLong => _left > Few && _left > _length / 2;

    public void Add(StoreKey key)
    {
        Volatile.Write(ref _newest, new(key, _newest));
        _length++;
    }

    /// <summary>A key that was added is attached no more, or never came to be.</summary>
    public void Leave() => _left++;

    /// <summary>The keys that are attached to a lease in one state of the index, in their order.</summary>
    public List<StoreKey> In(IndexNode? root, long lease)
    {
        var keys = new List<StoreKey>();
        if (root is null) return keys;
        for (var link = Volatile.Read(ref _newest); link is not null; link = link.Next)
        {
            if (root.TryFind(link.Key.Span, out var slot) && slot.Current?.Lease == lease) keys.Add(link.Key);
        }

        keys.Sort();
        // A key that left and came back has two links.
        var count = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            if (count == 0 || keys[count - 1] != keys[i]) keys[count++] = keys[i];
        }

        keys.RemoveRange(count, keys.Count - count);
        return keys;
    }

    /// <summary>Only the keys that are attached in one state of the index: for that state and those after it.</summary>
    public LeaseKeys Shortened(IndexNode? root, long lease)
    {
        var shortened = new LeaseKeys();
        foreach (var key in In(root, lease)) shortened.Add(key);
        return shortened;
    }

    private sealed class Link(StoreKey key, Link? next)
    {
        public StoreKey Key { get; } = key;

        public Link? Next { get; } = next;
    }
}
