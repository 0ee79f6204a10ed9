using Kube.Store.Index;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>Every key that was attached to a lease: those that still are, and for a while those that no longer are. Which is which the index tells, so that
/// attaching costs a place in a link and detaching nothing: an hour's events are one lease of a hundred thousand keys.</summary>
/// <remarks>The writer alone adds; readers may walk what they have got. A state that is given up leaves keys behind that the index does not know.</remarks>
internal sealed class LeaseKeys
{
    private const int Few = 64;
    private const int LinkKeys = 64;
    private const int FirstLinkKeys = 1;                        // most leases hold one key

    private Link? _newest;
    private int _length;
    private int _left;

    /// <summary>Most of the links are of no use any more.</summary>
    public bool IsLong => _left > Few && _left > _length / 2;

    public void Add(StoreKey key)
    {
        if (_newest is not { } newest || !newest.TryAdd(key))
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
            foreach (var key in link.Keys)
            {
                if (root.TryFind(key.Span, out var slot) && slot.Current?.Lease == lease) keys.Add(key);
            }
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

    /// <summary>Some keys, the older ones behind the next link. Each link has as much room as all before it, up to a bound.</summary>
    private sealed class Link
    {
        private readonly StoreKey[] _keys;
        private int _count;

        public Link(StoreKey key, Link? next)
        {
            _keys = new StoreKey[next is null ? FirstLinkKeys : Math.Min(LinkKeys, next._keys.Length * 2)];
            _keys[0] = key;
            _count = 1;
            Next = next;
        }

        /// <summary>As of now: a place is written once, before it counts.</summary>
        public ReadOnlySpan<StoreKey> Keys => _keys.AsSpan(0, Volatile.Read(ref _count));

        public Link? Next { get; }

        /// <returns>False when it is full.</returns>
        public bool TryAdd(StoreKey key)
        {
            if (_count == _keys.Length) return false;
            _keys[_count] = key;
            Volatile.Write(ref _count, _count + 1);
            return true;
        }
    }
}
