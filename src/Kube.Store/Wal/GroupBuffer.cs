using System.Buffers.Binary;
using Kube.Store.Kv;

namespace Kube.Store.Wal;

/// <summary>The record being built. Of the writer loop; used again for the next group.</summary>
internal sealed class GroupBuffer
{
    private const int KeptBytes = 8 << 20;                      // a buffer that one huge group made larger is let go
    private readonly List<(KeyVersion Version, int Offset)> _versions = [];
    private byte[] _bytes = new byte[64 << 10];
    private int _length;

    public bool IsEmpty => _length <= RecordHeader.Bytes + RecordHeader.PayloadPrefixBytes;

    /// <summary>Length so far, head and filling included.</summary>
    public long TotalBytes => RecordHeader.Align(_length);

    public void Begin()
    {
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[64 << 10];
        _versions.Clear();
        _length = RecordHeader.Bytes + RecordHeader.PayloadPrefixBytes;
    }

    /// <summary>Adds a version, whose place is set when the record is placed.</summary>
    public void AddVersion(KeyVersion version, StoreKey key, ReadOnlySpan<byte> value)
    {
        _versions.Add((version, _length));
        Add(EntryOf(version), key.Span, value);
    }

    public void AddGrant(long lease, long seconds) => Add(new() { Kind = EntryKind.Grant, Lease = lease, Version = seconds }, default, default);

    public void AddRevoke(long lease) => Add(new() { Kind = EntryKind.Revoke, Lease = lease }, default, default);

    public void AddCompact(long revision) => Add(new() { Kind = EntryKind.Compact, ModRevision = revision }, default, default);

    /// <summary>Completes the record for its place in the log.</summary>
    public ReadOnlySpan<byte> Seal(int segment, long offset, long sequence, int unsynced, long revisionBefore, long revisionAfter)
    {
        var total = (int)TotalBytes;
        Reserve(total - _length);
        _bytes.AsSpan(_length, total - _length).Clear();

        var record = _bytes.AsSpan(0, total);
        BinaryPrimitives.WriteInt64LittleEndian(record[RecordHeader.Bytes..], revisionBefore);
        BinaryPrimitives.WriteInt64LittleEndian(record[(RecordHeader.Bytes + 8)..], revisionAfter);
        var header = new RecordHeader(_length - RecordHeader.Bytes, sequence, Checksum.Of(record[RecordHeader.Bytes.._length]), unsynced, 0);
        header.Write(record, segment);                          // the head is never zero, so it may stand while the zero sectors are counted
        header = header with { ZeroSectors = RecordHeader.CountZeroSectors(record, offset) };
        header.Write(record, segment);
        foreach (var (version, entry) in _versions)
            version.Place = LogPlace.Of(segment, offset + entry);
        return record;
    }

    private static LogEntry EntryOf(KeyVersion version) => new()
    {
        Kind = EntryKind.Version,
        ModRevision = version.ModRevision,
        CreateRevision = version.CreateRevision,
        Version = version.Version,
        Lease = version.Lease,
        SubRevision = version.SubRevision,
    };

    private void Add(in LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var length = LogEntry.HeaderBytes + key.Length + value.Length;
        Reserve(length);
        entry.Write(_bytes.AsSpan(_length), key, value);
        _length += length;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length >= more)
            return;
        Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max((long)_length + more + RecordHeader.Bytes, _bytes.Length * 2L))));
    }
}
