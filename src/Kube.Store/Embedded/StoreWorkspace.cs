using System.Collections.Immutable;
using Kube.Store.Index;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>The state that the writer is working on. Of one loop; what it publishes is immutable.</summary>
internal sealed class StoreWorkspace(TimeProvider time)
{
    private readonly List<LeaseKeys> _attached = [];            // to which a key was added since the last publication
    private KeyIndex _index;
    private long _owner = 1;

    public long Revision { get; set; } = 1;

    public long CompactedRevision { get; set; }

    public ImmutableDictionary<long, Lease> Leases { get; private set; } = ImmutableDictionary<long, Lease>.Empty;

    /// <summary>Starts from a published state; what was done since and not published is forgotten.</summary>
    public void Begin(StoreState state)
    {
        _owner++;
        _index = new(state.Root);
        Revision = state.Revision;
        CompactedRevision = state.CompactedRevision;
        Leases = state.Leases;
        foreach (var keys in _attached)
            keys.Leave();
        _attached.Clear();
    }

    public void Begin(KeyIndex index)
    {
        _owner++;
        _index = index;
    }

    public StoreState Publish(long sequence)
    {
        _attached.Clear();
        return new(_index.Root, Revision, CompactedRevision, sequence, Leases);
    }

    public bool TryFind(ReadOnlySpan<byte> key, out IndexSlot slot) => _index.TryFind(key, out slot);

    /// <summary>Makes a version the newest of its key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="slot">The key's slot until now; default for a new key.</param>
    /// <param name="version">The version.</param>
    /// <param name="current">With its value; null for a deletion.</param>
    public void Write(StoreKey key, in IndexSlot slot, KeyVersion version, KeyValue? current)
    {
        version.Older = slot.Latest;
        _index.Set(new(key, current, version), _owner);
        var before = slot.Current?.Lease ?? 0;
        if (before == version.Lease)
            return;
        if (before != 0 && Leases.TryGetValue(before, out var old))
            old.Keys.Leave();
        if (version.Lease != 0)
            Attach(version.Lease, key);
    }

    /// <summary>Attaches a key that is in the index already.</summary>
    public void Attach(long lease, StoreKey key)
    {
        if (!Leases.TryGetValue(lease, out var attached))
            return;
        attached.Keys.Add(key);
        _attached.Add(attached.Keys);
        // A set of its own: the states before this one, to which a group that fails goes back, keep theirs.
        if (attached.Keys.IsLong)
            Leases = Leases.SetItem(lease, attached with { Keys = attached.Keys.Shortened(_index.Root, lease) });
    }

    /// <summary>Forgets a deleted key.</summary>
    public void Purge(ReadOnlySpan<byte> key) => _index.Remove(key, _owner);

    public Lease Grant(long id, long seconds)
    {
        var lease = new Lease(id, seconds, new LeaseKeys(), new LeaseClock(time));
        Leases = Leases.SetItem(id, lease);
        return lease;
    }

    /// <summary>The keys of a lease, in their order.</summary>
    public List<StoreKey> KeysOf(Lease lease) => lease.Keys.In(_index.Root, lease.Id);

    public void Revoke(long id) => Leases = Leases.Remove(id);
}
