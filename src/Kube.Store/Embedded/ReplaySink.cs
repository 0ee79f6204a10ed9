using Kube.Store.Kv;
using Kube.Store.Wal;

namespace Kube.Store.Embedded;

/// <summary>Carries out again what the log says happened after the checkpoint.</summary>
internal sealed class ReplaySink(StoreWorkspace workspace, VersionReader reader) : IEntrySink
{
    public void Accept(in LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long place)
    {
        switch (entry.Kind)
        {
            case EntryKind.Version:
                Write(entry, key, value, place);
                break;
            case EntryKind.Grant:
                workspace.Grant(entry.Lease, entry.Version);
                break;
            case EntryKind.Revoke:
                workspace.Revoke(entry.Lease);
                break;
            case EntryKind.Compact:
                workspace.CompactedRevision = entry.ModRevision;
                break;
            case EntryKind.Reference:                           // only in checkpoints
            default:
                break;
        }
    }

    public void RecordDone(long revision) => workspace.Revision = revision;

    private void Write(in LogEntry entry, ReadOnlySpan<byte> keyBytes, ReadOnlySpan<byte> value, long place)
    {
        var key = workspace.TryFind(keyBytes, out var slot) ? slot.Key : new StoreKey(keyBytes);
        var version = new KeyVersion
        {
            CreateRevision = entry.CreateRevision,
            ModRevision = entry.ModRevision,
            SubRevision = entry.SubRevision,
            Version = entry.Version,
            Lease = entry.Lease,
            ValueLength = entry.ValueLength,
            Place = place,
        };
        KeyValue? current = null;
        if (!version.IsDeleted)
        {
            var owned = value.ToArray();
            current = new(key, owned, reader.Project(key, owned), version);
        }
        workspace.Write(key, slot, version, current);
    }
}
