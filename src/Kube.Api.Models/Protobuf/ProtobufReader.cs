using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Reads one protobuf message, forwards. Unknown fields are skipped; every length is checked against what is there before anything is made.</summary>
internal ref partial struct ProtobufReader
{
    /// <summary>Messages within messages: each costs stack.</summary>
    public const int MaxDepth = 1_000;

    private const string Truncated = "unexpected EOF";

    private readonly ReadOnlySpan<byte> _data;
    private readonly int _depth;
    private int _pos;
    private int _wire;

    public ProtobufReader(ReadOnlySpan<byte> data, int depth = 0)
    {
        if (depth > MaxDepth) throw new ModelFormatException("proto: exceeded max depth");
        _data = data;
        _depth = depth;
    }

    /// <summary>Moves to the next field.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>False at the end of the message.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(out int number)
    {
        if (_pos >= _data.Length) { number = 0; return false; }
        var tag = Varint();
        number = (int)(tag >> 3);
        _wire = (int)(tag & 7);
        if (tag > uint.MaxValue || number <= 0) Fail("proto: illegal tag");
        return true;
    }

    /// <summary>Passes over the value of the field just named.</summary>
    public void Skip()
    {
        switch (_wire)
        {
            case 0: Varint(); break;
            case 1: Advance(8); break;
            case 2: Length(); break;
            case 3: SkipGroup(); break;
            case 5: Advance(4); break;
            default: Fail($"proto: illegal wireType {_wire}"); break;
        }
    }

    public string String() => GoText.FromUtf8(LengthDelimited());

    public string? OmitString() => LengthDelimited() is { Length: > 0 } text ? GoText.FromUtf8(text) : null;

    public bool Bool()
    {
        Expect(0);
        return Varint() != 0;
    }

    public bool? OmitBool() => Bool() ? true : null;

    public int Int32()
    {
        Expect(0);
        return unchecked((int)Varint());
    }

    public int? OmitInt32() => Int32() is var value and not 0 ? value : null;

    public long Int64()
    {
        Expect(0);
        return unchecked((long)Varint());
    }

    public long? OmitInt64() => Int64() is var value and not 0 ? value : null;

    public double Double()
    {
        Expect(1);
        var start = _pos;
        Advance(8);
        return BinaryPrimitives.ReadDoubleLittleEndian(_data[start..]);
    }

    public double? OmitDouble() => Double() is var value and not 0 ? value : null;

    public byte[] Bytes() => LengthDelimited().ToArray();

    public byte[]? OmitBytes() => LengthDelimited() is { Length: > 0 } bytes ? bytes.ToArray() : null;

    /// <summary>Reads a nested message into an instance.</summary>
    public void Message<T>(T into) where T : class, IModel
    {
        var inner = new ProtobufReader(LengthDelimited(), _depth + 1);
        into.ReadProtobuf(ref inner);
    }

    /// <summary>A reader of a nested message.</summary>
    public ProtobufReader Message() => new(LengthDelimited(), _depth + 1);

    /// <summary>The bytes of a field that has a length.</summary>
    public ReadOnlySpan<byte> LengthDelimited()
    {
        Expect(2);
        return Length();
    }

    /// <summary>Whether the field just named has this wire type.</summary>
    public readonly bool Has(int wire) => _wire == wire;

    [DoesNotReturn]
    public static void Fail(string message) => throw new ModelFormatException(message);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Expect(int wire)
    {
        if (_wire != wire) Fail($"proto: wrong wireType = {_wire}");
    }

    private ReadOnlySpan<byte> Length()
    {
        var length = Varint();
        if (length > int.MaxValue) Fail("proto: negative length found during unmarshaling");
        if (length > (ulong)(_data.Length - _pos)) Fail(Truncated);
        var start = _pos;
        _pos += (int)length;
        return _data.Slice(start, (int)length);
    }

    private void Advance(int bytes)
    {
        if (bytes > _data.Length - _pos) Fail(Truncated);
        _pos += bytes;
    }

    private ulong Varint()
    {
        if (_pos < _data.Length && _data[_pos] < 0x80) return _data[_pos++];
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_pos >= _data.Length) Fail(Truncated);
            var b = _data[_pos++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        Fail("proto: integer overflow");
        return 0;
    }

    // Nobody writes groups any more; a reader still has to get past them, and past groups in groups without using stack.
    private void SkipGroup()
    {
        for (var open = 1; open > 0;)
        {
            if (!Next(out _)) Fail(Truncated);
            if (_wire == 3) open++;
            else if (_wire == 4) open--;
            else Skip();
        }
    }
}
