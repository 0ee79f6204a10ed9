using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Kube.Node.Tests.Dns;

/// <summary>Writes questions and reads answers, on its own: the server's reader and writer are what is tested.</summary>
internal static class DnsClient
{
    public static byte[] Ask(string name, ushort type, int? edns = null, ushort flags = 0x0100, ushort @class = 1, byte version = 0)
    {
        var bytes = new List<byte>([0x12, 0x34, (byte)(flags >> 8), (byte)flags, 0, 1, 0, 0, 0, 0, 0, (byte)(edns is null ? 0 : 1)]);
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, (byte)(type >> 8), (byte)type, (byte)(@class >> 8), (byte)@class]);
        if (edns is { } size) bytes.AddRange([0, 0, 41, (byte)(size >> 8), (byte)size, 0, version, 0, 0, 0, 0]);
        return [.. bytes];
    }

    public static DnsAnswer Read(ReadOnlySpan<byte> bytes)
    {
        var flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        var position = 12;
        var question = "";
        for (var i = 0; i < Count(bytes, 4); i++)
        {
            question = Name(bytes, ref position);
            position += 4;
        }

        var answers = Records(bytes, Count(bytes, 6), ref position);
        var authority = Records(bytes, Count(bytes, 8), ref position);
        var additional = Records(bytes, Count(bytes, 10), ref position);
        Assert.Equal(bytes.Length, position);
        return new(BinaryPrimitives.ReadUInt16BigEndian(bytes), flags & 0xf, (flags & 0x0200) != 0, (flags & 0x0400) != 0, question, answers, authority, additional);
    }

    private static int Count(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static List<string> Records(ReadOnlySpan<byte> bytes, int count, ref int position)
    {
        var records = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = Name(bytes, ref position);
            var type = BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
            var ttl = BinaryPrimitives.ReadUInt32BigEndian(bytes[(position + 4)..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(position + 8)..]);
            position += 10;
            var data = position;
            records.Add(type == 41 ? $"OPT {ttl >> 24}" : $"{name} {ttl} {Data(bytes, type, data, length)}");
            position = data + length;
        }

        return records;
    }

    private static string Data(ReadOnlySpan<byte> bytes, int type, int at, int length)
    {
        var rest = at + 6;
        return type switch
        {
            1 => $"A {new IPAddress(bytes.Slice(at, length))}",
            28 => $"AAAA {new IPAddress(bytes.Slice(at, length))}",
            2 => $"NS {Name(bytes, ref at)}",
            5 => $"CNAME {Name(bytes, ref at)}",
            6 => $"SOA {Name(bytes, ref at)}",
            12 => $"PTR {Name(bytes, ref at)}",
            16 => $"TXT {Encoding.ASCII.GetString(bytes.Slice(at + 1, bytes[at]))}",
            33 => $"SRV {Count(bytes, at)} {Count(bytes, at + 2)} {Count(bytes, at + 4)} {Name(bytes, ref rest)}",
            _ => $"TYPE{type}",
        };
    }

    private static string Name(ReadOnlySpan<byte> bytes, ref int position)
    {
        var labels = new List<string>();
        var at = position;
        var jumped = false;
        while (true)
        {
            var length = bytes[at];
            if (length >= 0xc0)
            {
                if (!jumped) position = at + 2;
                jumped = true;
                at = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) & 0x3fff;
                continue;
            }

            at++;
            if (length == 0) break;
            labels.Add(Encoding.ASCII.GetString(bytes.Slice(at, length)));
            at += length;
        }

        if (!jumped) position = at;
        return string.Join('.', labels);
    }
}
