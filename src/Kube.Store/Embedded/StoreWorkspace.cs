using System.Collections.Immutable;
using Kube.Store.Index;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>The state that the writer is working on. Of one loop; what it publishes is immutable.</summary>
internal sealed class StoreWorkspace(TimeProvider time)
{
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
    }

    public void Begin(KeyIndex index)
    {
        _owner++;
        _index = index;
    }

    public StoreState Publish(long sequence) => new(_index.Root, Revision, CompactedRevision, sequence, Leases);

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
            Leases = Leases.SetItem(before, old with { Keys = old.Keys.Remove(key) });
        if (version.Lease != 0)
            Attach(version.Lease, key);
    }

    /// <summary>Attaches a key that is in the index already.</summary>
    public void Attach(long lease, StoreKey key)
    {
        if (Leases.TryGetValue(lease, out var attached))
            Leases = Leases.SetItem(lease, attached with { Keys = attached.Keys.Add(key) });
    }

    /// <summary>Forgets a deleted key.</summary>
    public void Purge(ReadOnlySpan<byte> key) => _index.Remove(key, _owner);

    public Lease Grant(long id, long seconds)
    {
        var lease = new Lease(id, seconds, ImmutableSortedSet<StoreKey>.Empty, new LeaseClock(time));
        Leases = Leases.SetItem(id, lease);
        return lease;
    }

    public void Revoke(long id) => Leases = Leases.Remove(id);
}
