using System.Buffers.Binary;
using Kube.Store.Embedded;
using Kube.Store.Index;
using Kube.Store.Kv;
using Kube.Store.Wal;

namespace Kube.Store.Checkpoints;

/// <summary>Writes one published state as a checkpoint. Works on immutable data beside the writer.</summary>
internal sealed class CheckpointWriter(CheckpointStream target, VersionReader reader)
{
    private const int FlushBytes = 256 << 10;
    private const int MovedInPiece = 2048;
    private readonly List<KeyVersion> _chain = [];
    private byte[] _buffer = new byte[FlushBytes + (64 << 10)];
    private int _length;
    private long _written;
    private long _entries;
    private uint _checksum;

    /// <summary>Versions whose entries were written, and the offsets where they now lie too. In pieces: one list of a million would be copied each time that it
    /// grows, and the collector would stop everybody to look through the copies.</summary>
    public List<List<(KeyVersion Version, long Offset)>> Moved { get; } = [];

    /// <summary>Bytes written.</summary>
    public long Length => _written;

    /// <param name="state">What to write.</param>
    /// <param name="header">The head.</param>
    /// <param name="retired">Files that are to go: superseded values in them are copied, others are only referred to. Null leaves superseded versions out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask WriteAsync(StoreState state, CheckpointHeader header, IReadOnlySet<int>? retired, CancellationToken cancellationToken)
    {
        header.Write(_buffer);
        _length = CheckpointHeader.Bytes;
        await FlushAsync(cancellationToken);

        foreach (var lease in state.Leases.Values.OrderBy(lease => lease.Id))
            Add(new() { Kind = EntryKind.Grant, Lease = lease.Id, Version = lease.Seconds }, default, default);
        var cursor = IndexCursor.Before(state.Root, default);
        while (cursor.MoveNext())
        {
            if (retired is null)
                AddCurrent(cursor.Current);
            else
                AddVersions(cursor.Current, header.CompactedRevision, retired);
            if (_length >= FlushBytes)
                await FlushEntriesAsync(cancellationToken);
        }
        await FlushEntriesAsync(cancellationToken);
        CheckpointHeader.WriteEnd(_buffer, _checksum, _entries);
        _length = CheckpointHeader.EndBytes;
        await FlushAsync(cancellationToken);
        await target.CompleteAsync(cancellationToken);
    }

    private void AddCurrent(in IndexSlot slot)
    {
        if (slot.Current is { } current)
            AddVersion(slot.Latest, slot.Key, current.Value.Span);
    }

    private void AddVersions(in IndexSlot slot, long compacted, IReadOnlySet<int> retired)
    {
        _chain.Clear();
        for (var version = slot.Latest; version is not null; version = version.Older)
        {
            if (version.ModRevision > compacted || !version.IsDeleted)
                _chain.Add(version);
            if (version.ModRevision <= compacted)
                break;                                          // what lies below can no longer be read
        }
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var version = _chain[i];
            if (i == 0 && slot.Current is { } current)
                AddVersion(version, slot.Key, current.Value.Span);
            else if (version.IsDeleted)
                AddVersion(version, slot.Key, default);
            else if (retired.Contains(LogPlace.FileOf(version.Place)))
                AddVersion(version, slot.Key, reader.ReadValue(slot.Key, version).Span);
            else
                AddReference(version, slot.Key);
        }
    }

    private void AddVersion(KeyVersion version, StoreKey key, ReadOnlySpan<byte> value)
    {
        if (Moved.Count == 0 || Moved[^1].Count == MovedInPiece)
            Moved.Add(new(MovedInPiece));
        Moved[^1].Add((version, _written + _length));
        Add(EntryOf(EntryKind.Version, version), key.Span, value);
    }

    private void AddReference(KeyVersion version, StoreKey key)
    {
        Span<byte> reference = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(reference, version.Place);
        BinaryPrimitives.WriteInt32LittleEndian(reference[8..], version.ValueLength);
        Add(EntryOf(EntryKind.Reference, version), key.Span, reference);
    }

    private static LogEntry EntryOf(EntryKind kind, KeyVersion version) => new()
    {
        Kind = kind,
        ModRevision = version.ModRevision,
        CreateRevision = version.CreateRevision,
        Version = version.Version,
        Lease = version.Lease,
        SubRevision = version.SubRevision,
    };

    private void Add(in LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var length = LogEntry.HeaderBytes + key.Length + value.Length;
        if (_buffer.Length - _length < length)
            Array.Resize(ref _buffer, Math.Max(_length + length, _buffer.Length * 2));
        entry.Write(_buffer.AsSpan(_length), key, value);
        _length += length;
        _entries++;
    }

    private ValueTask FlushEntriesAsync(CancellationToken cancellationToken)
    {
        _checksum = Checksum.Of(_buffer.AsSpan(0, _length), _checksum);
        return FlushAsync(cancellationToken);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await target.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        _written += _length;
        _length = 0;
    }
}
