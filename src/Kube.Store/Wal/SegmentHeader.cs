using System.Buffers.Binary;

namespace Kube.Store.Wal;

/// <summary>The head of a log segment. Little-endian.</summary>
/// <remarks><code>
///  0 magic u64 · 8 format version i32 · 12 segment number i32 · 16 number of the segment before it, 0 for none i32 · 20 zero
/// 24 sequence of its first record i64 · 32 revision before its first record i64 · 40 zero · 60 CRC-32C of bytes 0 to 59 u32
/// </code></remarks>
internal readonly record struct SegmentHeader(int Version, int Number, int Previous, long FirstSequence, long RevisionBefore)
{
    public const int Bytes = 64;
    public const int CurrentVersion = 1;
    private const ulong Magic = 0x31474F4C_4542554B;            // "KUBELOG1"

    public void Write(Span<byte> target)
    {
        target[..Bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], Previous);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], RevisionBefore);
        BinaryPrimitives.WriteUInt32LittleEndian(target[60..], Checksum.Of(target[..60]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out SegmentHeader header)
    {
        header = default;
        if (source.Length < Bytes || BinaryPrimitives.ReadUInt64LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[60..]) != Checksum.Of(source[..60]))
            return false;
        header = new(
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]));
        return true;
    }
}
