using System.Buffers.Binary;
using Kube.Store.Errors;

namespace Kube.Store.Wal;

/// <summary>Takes a record's payload apart.</summary>
internal static class RecordPayload
{
    public static long RevisionBefore(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt64LittleEndian(payload);

    public static long RevisionAfter(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadInt64LittleEndian(payload[8..]);

    /// <param name="payload">Checked against the record's checksum.</param>
    /// <param name="place">Where the payload lies.</param>
    /// <param name="path">The file, for the error.</param>
    /// <param name="sink">Takes the entries.</param>
    public static void Read(ReadOnlySpan<byte> payload, long place, string path, IEntrySink sink)
    {
        var offset = RecordHeader.PayloadPrefixBytes;
        while (offset < payload.Length)
        {
            if (!LogEntry.TryRead(payload[offset..], out var entry) || entry.TotalBytes > payload.Length - offset)
                throw new LogCorruptException(path, LogPlace.OffsetOf(place) + offset, "an entry is malformed though its record's checksum matches");
            var body = payload[(offset + LogEntry.HeaderBytes)..];
            sink.Accept(entry, body[..entry.KeyLength], body.Slice(entry.KeyLength, entry.ValueLength), place + offset);
            offset += entry.TotalBytes;
        }
        sink.RecordDone(RevisionAfter(payload));
    }
}
