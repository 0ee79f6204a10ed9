using System.Runtime.InteropServices;
using System.Text;

namespace Kube.Node.Netlink;

/// <summary>Writes one netlink request: header, fixed part, attributes. All numbers are in the machine's byte order, as the kernel wants them.</summary>
internal sealed class NetlinkMessage
{
    public const int HeaderSize = 16;

    public const ushort Request = 0x1;
    public const ushort Acknowledge = 0x4;
    public const ushort Replace = 0x100;
    public const ushort Exclusive = 0x200;
    public const ushort Create = 0x400;
    public const ushort Dump = 0x300;

    private readonly byte[] _bytes = new byte[1024];
    private int _length = HeaderSize;

    public NetlinkMessage(ushort type, ushort flags)
    {
        MemoryMarshal.Write(_bytes.AsSpan(4), type);
        MemoryMarshal.Write(_bytes.AsSpan(6), (ushort)(flags | Request));
    }

    /// <summary>Appends the fixed part that follows the header.</summary>
    public NetlinkMessage Fixed(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length = Align(_length + bytes.Length);
        return this;
    }

    public NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        MemoryMarshal.Write(_bytes.AsSpan(_length), (ushort)(value.Length + 4));
        MemoryMarshal.Write(_bytes.AsSpan(_length + 2), type);
        value.CopyTo(_bytes.AsSpan(_length + 4));
        _length = Align(_length + 4 + value.Length);
        return this;
    }

    public NetlinkMessage Attribute(ushort type, string text) => Attribute(type, [.. Encoding.ASCII.GetBytes(text), 0]);

    public NetlinkMessage Attribute(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        MemoryMarshal.Write(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>An attribute made of what <paramref name="inner"/> writes.</summary>
    public NetlinkMessage Nested(ushort type, Action<NetlinkMessage> inner)
    {
        var start = _length;
        _length += 4;
        inner(this);
        MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)(_length - start));
        MemoryMarshal.Write(_bytes.AsSpan(start + 2), type);
        return this;
    }

    /// <summary>The request, ready to send.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_bytes, (uint)_length);
        MemoryMarshal.Write(_bytes.AsSpan(8), sequence);
        return _bytes.AsSpan(0, _length);
    }

    public static int Align(int length) => (length + 3) & ~3;
}
