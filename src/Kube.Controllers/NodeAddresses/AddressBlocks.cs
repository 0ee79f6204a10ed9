using System.Buffers.Binary;
using System.Collections;
using System.Net;
using System.Net.Sockets;

namespace Kube.Controllers.NodeAddresses;

/// <summary>A range of addresses cut into blocks of one size, each free or taken. One user at a time.</summary>
internal sealed class AddressBlocks
{
    /// <summary>How much longer a block's prefix may be than the range's: 65,536 nodes.</summary>
    public const int MostBits = 16;

    private readonly IPNetwork _range;
    private readonly int _prefix;
    private readonly int _width;
    private readonly UInt128 _base;
    private readonly BitArray _taken;
    private int _next;

    /// <summary>Cuts.</summary>
    /// <param name="range">The range.</param>
    /// <param name="prefix">The length of a block's prefix: the range's to 16 longer.</param>
    public AddressBlocks(IPNetwork range, int prefix)
    {
        _range = range;
        _prefix = prefix;
        _width = range.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        _base = Number(range.BaseAddress);
        _taken = new(1 << (prefix - range.PrefixLength));
    }

    /// <summary>Takes the next free block, in turn: one that was just given back is not given at once to another.</summary>
    /// <returns>The block; null: all are taken.</returns>
    public string? Take()
    {
        for (var i = 0; i < _taken.Length; i++)
        {
            var place = (_next + i) % _taken.Length;
            if (_taken[place]) continue;
            _taken[place] = true;
            _next = (place + 1) % _taken.Length;
            return $"{Address(_base + ((UInt128)place << (_width - _prefix)))}/{_prefix}";
        }

        return null;
    }

    /// <summary>Marks every block that a range touches as taken, or as free; a range of elsewhere is none of its own.</summary>
    public void Mark(IPNetwork range, bool taken)
    {
        if (range.BaseAddress.AddressFamily != _range.BaseAddress.AddressFamily) return;
        var first = Number(range.BaseAddress);
        var last = first + ((UInt128.One << (_width - range.PrefixLength)) - 1);
        var end = _base + ((UInt128.One << (_width - _range.PrefixLength)) - 1);
        if (last < _base || first > end) return;
        var from = (int)((UInt128.Max(first, _base) - _base) >> (_width - _prefix));
        var to = (int)((UInt128.Min(last, end) - _base) >> (_width - _prefix));
        for (var i = from; i <= to; i++) _taken[i] = taken;
    }

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        return count == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private IPAddress Address(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(_width == 32 ? bytes[12..] : bytes);
    }
}
