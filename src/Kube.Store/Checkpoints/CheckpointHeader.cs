using System.Buffers.Binary;
using Kube.Store.Wal;

namespace Kube.Store.Checkpoints;

/// <summary>The head of a checkpoint. Little-endian.</summary>
/// <remarks><code>
///  0 magic u64 · 8 format version i32 · 12 oldest log segment needed, 0 for none i32 · 16 newest record contained i64 · 24 revision i64
/// 32 compacted revision i64 · 40 zero · 60 CRC-32C of bytes 0 to 59 u32
/// then entries, keys ascending, a key's versions from oldest to newest
/// then the end: magic u32 · CRC-32C of all entries u32 · number of entries i64
/// </code></remarks>
internal readonly record struct CheckpointHeader(int Version, int OldestSegment, long Sequence, long Revision, long CompactedRevision)
{
    public const int Bytes = 64;
    public const int EndBytes = 16;
    public const int CurrentVersion = 1;
    private const ulong Magic = 0x3154504B_4542554B;            // "KUBEKPT1"
    private const uint EndMagic = 0x444E_454B;                  // "KEND"

    public void Write(Span<byte> target)
    {
        target[..Bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], OldestSegment);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Revision);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], CompactedRevision);
        BinaryPrimitives.WriteUInt32LittleEndian(target[60..], Checksum.Of(target[..60]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out CheckpointHeader header)
    {
        header = default;
        if (source.Length < Bytes || BinaryPrimitives.ReadUInt64LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[60..]) != Checksum.Of(source[..60]))
            return false;
        header = new(
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]));
        return true;
    }

    public static void WriteEnd(Span<byte> target, uint checksum, long entries)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, EndMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], checksum);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], entries);
    }

    public static bool TryReadEnd(ReadOnlySpan<byte> source, out uint checksum, out long entries)
    {
        checksum = source.Length < EndBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        entries = source.Length < EndBytes ? 0 : BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        return source.Length >= EndBytes && BinaryPrimitives.ReadUInt32LittleEndian(source) == EndMagic;
    }
}
