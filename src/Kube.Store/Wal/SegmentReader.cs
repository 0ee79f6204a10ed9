using Kube.Store.Errors;

namespace Kube.Store.Wal;

/// <summary>Reads a segment's records in order.</summary>
internal sealed class SegmentReader(LogSegment segment, string path)
{
    private byte[] _record = new byte[64 << 10];

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; } = SegmentHeader.Bytes;

    /// <summary>Head of the record last read.</summary>
    public RecordHeader Header { get; private set; }

    /// <summary>Payload of the record last read whole; valid until the next read.</summary>
    public ReadOnlySpan<byte> Payload => _record.AsSpan(RecordHeader.Bytes, Header.PayloadLength);

    /// <summary>Place of <see cref="Payload"/>.</summary>
    public long PayloadPlace => LogPlace.Of(segment.Number, Offset - Header.TotalBytes + RecordHeader.Bytes);

    public string Path => path;

    /// <summary>Reads the next head without moving on.</summary>
    /// <returns>False at the end: nothing but zeros, or no room for a head.</returns>
    /// <exception cref="LogCorruptException">A head is there and damaged; it lies in one sector, so no crash tears it.</exception>
    public bool TryPeek(out RecordHeader header)
    {
        Span<byte> bytes = stackalloc byte[RecordHeader.Bytes];
        header = default;
        if (segment.File.Read(Offset, bytes) < RecordHeader.Bytes || bytes.IndexOfAnyExcept((byte)0) < 0)
            return false;
        if (!RecordHeader.TryRead(bytes, segment.Number, out header))
            throw new LogCorruptException(path, Offset, "the head of a record does not match its checksum");
        return true;
    }

    /// <summary>Moves over the record without reading it.</summary>
    public void Skip(in RecordHeader header)
    {
        Header = header;
        Offset += header.TotalBytes;
    }

    /// <summary>Reads the record whole and moves over it. False, without moving, when it is incomplete: shorter than its head says, or
    /// with sectors that never reached the disk.</summary>
    /// <exception cref="LogCorruptException">It is complete and its checksum does not match.</exception>
    public bool TryRead(in RecordHeader header)
    {
        if (header.TotalBytes > segment.File.Length - Offset)
            return false;
        var total = (int)header.TotalBytes;
        if (_record.Length < total)
            _record = new byte[Math.Max(total, Math.Min(_record.Length * 2L, Array.MaxLength))];
        var record = _record.AsSpan(0, total);
        if (segment.File.Read(Offset, record) < total)
            return false;
        if (RecordHeader.CountZeroSectors(record, Offset) > header.ZeroSectors)
            return false;
        if (Checksum.Of(record.Slice(RecordHeader.Bytes, header.PayloadLength)) != header.PayloadChecksum)
            throw new LogCorruptException(path, Offset, $"record {header.Sequence} is complete and does not match its checksum");
        Skip(header);
        return true;
    }

    /// <summary>Looks behind the end for a record that proves that <paramref name="sequence"/> had been acknowledged.</summary>
    public bool FindsWitnessOf(long sequence)
    {
        const int Window = 1 << 20;
        var window = new byte[Window];
        for (var at = Offset; at < segment.File.Length; at += Window)
        {
            var read = window.AsSpan(0, segment.File.Read(at, window));
            for (var i = 0; i + RecordHeader.Bytes <= read.Length; i += RecordHeader.Bytes)
            {
                if (RecordHeader.TryRead(read[i..], segment.Number, out var header) && header.Sequence >= sequence && header.SyncedThrough >= sequence)
                    return true;
            }
        }
        return false;
    }
}
