using System.Buffers.Binary;

namespace Kube.Store.Wal;

/// <summary>The head of a record, which is one group of transactions. Little-endian; aligned to its own 32 bytes, so that no disk sector
/// holds half of one.</summary>
/// <remarks><code>
///  0 magic u32 · 4 payload length u32 · 8 sequence i64 · 16 payload CRC-32C u32 · 20 unsynced records before this one u32
/// 24 sectors of the record that are all zero u32 · 28 CRC-32C of bytes 0 to 27 and the segment's number u32
/// payload: revision before the group i64 · revision after it i64 · entries · zeros to the next multiple of 32
/// </code>
/// The count of all-zero sectors lets recovery tell a sector that never reached the disk from one that was written as zeros. The number of
/// unsynced records tells it whether an incomplete record may be dropped together with those behind it, or had been acknowledged.</remarks>
internal readonly record struct RecordHeader(int PayloadLength, long Sequence, uint PayloadChecksum, int Unsynced, int ZeroSectors)
{
    public const int Bytes = 32;
    public const int PayloadPrefixBytes = 16;
    public const int SectorBytes = 512;
    private const uint Magic = 0x4352_424B;                     // "KBRC"

    /// <summary>Record with head and filling.</summary>
    public long TotalBytes => Align((long)Bytes + PayloadLength);

    /// <summary>The newest record known to be on disk when this one was written.</summary>
    public long SyncedThrough => Sequence - 1 - Unsynced;

    public static long Align(long length) => (length + Bytes - 1) & ~(long)(Bytes - 1);

    public void Write(Span<byte> target, int segment)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], PayloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], PayloadChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(target[20..], Unsynced);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], ZeroSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], Checksum.Of(target[..28], (uint)segment));
    }

    /// <summary>Reads a head. False when the bytes are no intact head of this segment.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, int segment, out RecordHeader header)
    {
        header = default;
        if (source.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[28..]) != Checksum.Of(source[..28], (uint)segment))
            return false;
        header = new(
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]));
        return header.PayloadLength >= PayloadPrefixBytes;
    }

    /// <summary>Counts the disk sectors, whole or in part covered by <paramref name="bytes"/> at <paramref name="offset"/>, of which that part is all zero.</summary>
    public static int CountZeroSectors(ReadOnlySpan<byte> bytes, long offset)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            var chunk = (int)Math.Min(bytes.Length, SectorBytes - offset % SectorBytes);
            if (bytes[..chunk].IndexOfAnyExcept((byte)0) < 0)
                count++;
            bytes = bytes[chunk..];
            offset += chunk;
        }
        return count;
    }
}
