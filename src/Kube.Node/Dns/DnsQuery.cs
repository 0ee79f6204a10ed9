using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Kube.Node.Dns;

/// <summary>One question to the server, as it came. Immutable.</summary>
/// <param name="Id">The client's number of it.</param>
/// <param name="Flags">The header's flags.</param>
/// <param name="Name">The name asked for in lower case, without the dot at the end; empty is the root.</param>
/// <param name="WireName">The name as the client spelled it, in wire form: it goes back like that.</param>
/// <param name="Type">The type of record.</param>
/// <param name="Class">The class; Internet nearly always.</param>
/// <param name="Edns">What the client said of extensions; null when it knows none.</param>
internal sealed record DnsQuery(ushort Id, ushort Flags, string Name, ReadOnlyMemory<byte> WireName, ushort Type, ushort Class, DnsEdns? Edns)
{
    public const int HeaderSize = 12;
    public const ushort ResponseFlag = 0x8000;
    public const ushort RecursionDesired = 0x0100;

    private const int LongestName = 255;

    public int Opcode => (Flags >> 11) & 0xf;

    /// <summary>Reads a query. Anything may come: what is read is bounded, and no pointer is followed.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="query">The query.</param>
    /// <param name="error">When there is none: what to answer; null for nothing at all, since it is no query.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DnsQuery? query, out DnsAnswerCode? error)
    {
        query = null;
        error = null;
        var span = bytes.Span;
        if (span.Length < HeaderSize || (span[2] & 0x80) != 0) return false;
        var id = BinaryPrimitives.ReadUInt16BigEndian(span);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(span[2..]);
        error = DnsAnswerCode.FormatError;
        if (((flags >> 11) & 0xf) != 0)
        {
            error = DnsAnswerCode.NotImplemented;
            return false;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(span[4..]) != 1) return false;
        var position = HeaderSize;
        if (!TryReadName(span, ref position, out var name) || span.Length - position < 4) return false;
        var wireName = bytes[HeaderSize..position];
        var type = BinaryPrimitives.ReadUInt16BigEndian(span[position..]);
        var @class = BinaryPrimitives.ReadUInt16BigEndian(span[(position + 2)..]);
        position += 4;
        var records = BinaryPrimitives.ReadUInt16BigEndian(span[6..]) + BinaryPrimitives.ReadUInt16BigEndian(span[8..]) + BinaryPrimitives.ReadUInt16BigEndian(span[10..]);
        if (!TryReadEdns(span, position, records, out var edns)) return false;
        query = new(id, flags, name, wireName, type, @class, edns);
        error = null;
        return true;
    }

    // A question has no earlier name to point to: a pointer in it is an attack or an error.
    private static bool TryReadName(ReadOnlySpan<byte> bytes, ref int position, out string name)
    {
        name = "";
        var text = new StringBuilder();
        var start = position;
        while (position < bytes.Length && position - start < LongestName)
        {
            var length = bytes[position++];
            if (length == 0)
            {
                name = text.ToString();
                return true;
            }

            if (length > 63 || position + length > bytes.Length) return false;
            if (text.Length > 0) text.Append('.');
            foreach (var value in bytes.Slice(position, length))
                // A dot within a label, or anything not printable, can be in no name of the cluster; it must not pass for one.
                text.Append(value is (byte)'.' or < 0x21 or > 0x7e ? '\ufffd' : char.ToLowerInvariant((char)value));
            position += length;
        }

        return false;
    }

    private static bool TryReadEdns(ReadOnlySpan<byte> bytes, int position, int records, out DnsEdns? edns)
    {
        edns = null;
        // A query has its extensions and perhaps a signature; more is not worth reading.
        for (var i = 0; i < records; i++)
        {
            if (i == 8 || !TrySkipName(bytes, ref position) || bytes.Length - position < 10) return false;
            var type = BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
            var size = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 2)..]);
            var version = bytes[position + 5];
            var dnssec = (bytes[position + 6] & 0x80) != 0;
            position += 10 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 8)..]);
            if (position > bytes.Length) return false;
            if (type != DnsTypes.OPT) continue;
            if (edns is not null) return false;
            edns = new(size, version, dnssec);
        }

        return true;
    }

    private static bool TrySkipName(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length)
        {
            var length = bytes[position++];
            if (length == 0) return true;
            if (length >= 0xc0) return ++position <= bytes.Length;
            if (length > 63) return false;
            position += length;
        }

        return false;
    }
}
