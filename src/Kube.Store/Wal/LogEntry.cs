using System.Buffers.Binary;

namespace Kube.Store.Wal;

/// <summary>One entry's fixed part, followed on disk by key and value. Little-endian.</summary>
/// <remarks><code>
///  0 kind u8 · 1 zero · 4 CRC-32C of everything after this field u32 · 8 key length u32 · 12 value length u32
/// 16 mod revision i64 · 24 create revision i64 · 32 version i64 · 40 lease i64 · 48 sub revision i32 · 52 zero · 56 key · value
/// </code>An entry carries its own checksum beside its record's, because superseded values are read back one by one.</remarks>
internal readonly struct LogEntry
{
    public const int HeaderBytes = 56;

    public required EntryKind Kind { get; init; }

    public int KeyLength { get; init; }

    public int ValueLength { get; init; }

    public long ModRevision { get; init; }

    public long CreateRevision { get; init; }

    public long Version { get; init; }

    public long Lease { get; init; }

    public int SubRevision { get; init; }

    public int TotalBytes => HeaderBytes + KeyLength + ValueLength;

    /// <summary>Writes the entry to the start of <paramref name="target"/>, which is long enough.</summary>
    public void Write(Span<byte> target, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        target[..HeaderBytes].Clear();
        target[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], value.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], ModRevision);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], CreateRevision);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], Lease);
        BinaryPrimitives.WriteInt32LittleEndian(target[48..], SubRevision);
        key.CopyTo(target[HeaderBytes..]);
        value.CopyTo(target[(HeaderBytes + key.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], ChecksumOf(target[..(HeaderBytes + key.Length + value.Length)]));
    }

    /// <summary>Reads the fixed part. False when the bytes cannot be an entry's.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out LogEntry entry)
    {
        entry = default;
        if (source.Length < HeaderBytes || source[0] is < (byte)EntryKind.Version or > (byte)EntryKind.Compact)
            return false;
        entry = new()
        {
            Kind = (EntryKind)source[0],
            KeyLength = BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            ValueLength = BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            ModRevision = BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            CreateRevision = BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            Version = BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            Lease = BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            SubRevision = BinaryPrimitives.ReadInt32LittleEndian(source[48..]),
        };
        return entry is { KeyLength: >= 0, ValueLength: >= 0 } && (long)entry.KeyLength + entry.ValueLength <= int.MaxValue - HeaderBytes;
    }

    /// <summary>True when the whole entry, fixed part, key and value, matches its checksum.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> whole) => BinaryPrimitives.ReadUInt32LittleEndian(whole[4..]) == ChecksumOf(whole);

    private static uint ChecksumOf(ReadOnlySpan<byte> whole) => Checksum.Of(whole[8..], Checksum.Of(whole[..4]));
}
