using System.Buffers.Binary;
using System.Net;

namespace Kube.Node.Dns;

/// <summary>Reads the addresses out of an answer that another server gave. It may hold anything: reading is bounded and stops at what makes no sense.</summary>
internal static class DnsAddresses
{
    private const int Most = 64;

    public static IReadOnlyList<IPAddress> Read(ReadOnlySpan<byte> answer, ushort type)
    {
        var found = new List<IPAddress>();
        if (answer.Length < DnsQuery.HeaderSize) return found;
        var count = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]);
        var position = DnsQuery.HeaderSize;
        if (BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) == 1)
        {
            if (!TrySkipName(answer, ref position)) return found;
            position += 4;
        }

        for (var i = 0; i < count && found.Count < Most; i++)
        {
            if (!TrySkipName(answer, ref position) || answer.Length - position < 10) return found;
            var recordType = BinaryPrimitives.ReadUInt16BigEndian(answer[position..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(answer[(position + 8)..]);
            position += 10;
            if (length > answer.Length - position) return found;
            if (recordType == type && length == (type == DnsTypes.A ? 4 : 16)) found.Add(new IPAddress(answer.Slice(position, length)));
            position += length;
        }

        return found;
    }

    private static bool TrySkipName(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length)
        {
            var length = bytes[position++];
            if (length == 0) return true;
            if (length >= 0xc0) return ++position <= bytes.Length;
            position += length;
        }

        return false;
    }
}
