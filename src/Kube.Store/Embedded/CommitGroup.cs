using Kube.Store.Index;
using Kube.Store.Kv;
using Kube.Store.Wal;
using Kube.Store.Watch;

namespace Kube.Store.Embedded;

/// <summary>The group being collected: the working state, the record that says the same to the disk, and the events for watchers. Of the writer loop.</summary>
internal sealed class CommitGroup(StoreWorkspace workspace, VersionReader reader)
{
    public StoreWorkspace Workspace { get; } = workspace;

    public VersionReader Reader { get; } = reader;

    public GroupBuffer Record { get; } = new();

    public List<WatchEvent> Events { get; } = [];

    public long EventBytes { get; private set; }

    /// <summary>True when something must be published though no record says it: keys purged.</summary>
    public bool HasPurged { get; private set; }

    /// <summary>Sync now, whatever the durability.</summary>
    public bool MustSync { get; set; }

    public void Begin(StoreState published)
    {
        Workspace.Begin(published);
        Record.Begin();
        Events.Clear();
        EventBytes = 0;
        HasPurged = false;
        MustSync = false;
    }

    /// <summary>The working state as a snapshot, for reads inside a transaction; valid until the next write.</summary>
    public StoreState View(long revision)
    {
        var state = Workspace.Publish(0);
        return new(state.Root, revision, state.CompactedRevision, 0, state.Leases);
    }

    public PutResult Put(StoreKey key, ReadOnlyMemory<byte> value, object? projection, long lease, long revision, int subRevision)
    {
        if (Workspace.TryFind(key.Span, out var slot))
            key = slot.Key;                                     // one copy of a key's bytes, however often it is written
        var previous = slot.Current;
        var version = new KeyVersion
        {
            CreateRevision = previous?.CreateRevision ?? revision,
            ModRevision = revision,
            SubRevision = subRevision,
            Version = (previous?.Version ?? 0) + 1,
            Lease = lease,
            ValueLength = value.Length,
        };
        var current = new KeyValue(key, value, projection, version);
        Workspace.Write(key, slot, version, current);
        Record.AddVersion(version, key, value.Span);
        AddEvent(new(key, revision, subRevision, current, previous));
        return new(current, previous);
    }

    public KeyValue Delete(in IndexSlot slot, KeyValue previous, long revision, int subRevision)
    {
        var version = new KeyVersion
        {
            CreateRevision = 0,
            ModRevision = revision,
            SubRevision = subRevision,
            Version = 0,
            Lease = 0,
            ValueLength = 0,
        };
        Workspace.Write(slot.Key, slot, version, null);
        Record.AddVersion(version, slot.Key, default);
        AddEvent(new(slot.Key, revision, subRevision, null, previous));
        return previous;
    }

    /// <summary>Forgets deleted keys that no readable revision shows.</summary>
    public void Purge(IReadOnlyList<StoreKey> keys)
    {
        foreach (var key in keys)
        {
            if (!Workspace.TryFind(key.Span, out var slot) || !slot.Latest.IsDeleted || slot.Latest.ModRevision > Workspace.CompactedRevision)
                continue;
            Workspace.Purge(key.Span);
            HasPurged = true;
        }
    }

    private void AddEvent(WatchEvent change)
    {
        Events.Add(change);
        EventBytes += 256 + change.Key.Length + (change.Current?.Value.Length ?? 0) + (change.Previous?.Value.Length ?? 0);
    }
}
