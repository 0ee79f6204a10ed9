using System.Buffers.Binary;
using Kube.Store.Index;
using Kube.Store.Kv;
using Kube.Store.Wal;

namespace Kube.Store.Embedded;

/// <summary>Builds the state from a checkpoint's entries.</summary>
internal sealed class CheckpointSink(StoreWorkspace workspace, VersionReader reader) : IEntrySink
{
    private readonly IndexBuilder _index = new();
    private readonly List<(long Lease, StoreKey Key)> _attached = [];
    private StoreKey _key;
    private KeyVersion? _latest;
    private byte[]? _value;

    public void Accept(in LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long place)
    {
        if (entry.Kind == EntryKind.Grant)
        {
            workspace.Grant(entry.Lease, entry.Version);
            return;
        }
        if (_latest is null || !key.SequenceEqual(_key.Span))
        {
            EndKey();
            _key = new(key);
        }
        var isReference = entry.Kind == EntryKind.Reference;
        _latest = new()
        {
            CreateRevision = entry.CreateRevision,
            ModRevision = entry.ModRevision,
            SubRevision = entry.SubRevision,
            Version = entry.Version,
            Lease = entry.Lease,
            ValueLength = isReference ? BinaryPrimitives.ReadInt32LittleEndian(value[8..]) : value.Length,
            Older = _latest,
            Place = isReference ? BinaryPrimitives.ReadInt64LittleEndian(value) : place,
        };
        _value = isReference || _latest.IsDeleted ? null : value.ToArray();
    }

    public void RecordDone(long revision)
    {
        EndKey();
        workspace.Begin(_index.Build());
        foreach (var (lease, key) in _attached)
            workspace.Attach(lease, key);
        workspace.Revision = revision;
    }

    private void EndKey()
    {
        if (_latest is null)
            return;
        var current = _value is null ? null : new KeyValue(_key, _value, reader.Project(_key, _value), _latest);
        _index.Add(new(_key, current, _latest));
        if (current is { Lease: not 0 })
            _attached.Add((current.Lease, _key));
        _latest = null;
        _value = null;
    }
}
