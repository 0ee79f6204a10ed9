using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Writes a protobuf message from its end to its beginning, as Go's generated code does: a length is known when it has to be written,
/// so nothing is measured first.</summary>
internal ref partial struct ProtobufWriter
{
    private byte[] _buffer;
    private int _start;

    public ProtobufWriter()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        _start = _buffer.Length;
    }

    /// <summary>How much was written; hand it to <see cref="Close"/> as the place where a message ended.</summary>
    public readonly int Position => _buffer.Length - _start;

    /// <summary>Hands everything over and gives the buffer back.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        output.Write(_buffer.AsSpan(_start));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = 0;
    }

    /// <summary>Puts length and tag before what was written since <paramref name="end"/>.</summary>
    public void Close(int number, int end)
    {
        Varint((uint)(Position - end));
        Tag(number, 2);
    }

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        _start -= bytes.Length;
        bytes.CopyTo(_buffer.AsSpan(_start));
    }

    public void String(int number, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Reserve(length);
        _start -= length;
        Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_start));
        Varint((uint)length);
        Tag(number, 2);
    }

    public void Bytes(int number, ReadOnlySpan<byte> value)
    {
        Raw(value);
        Varint((uint)value.Length);
        Tag(number, 2);
    }

    public void Bool(int number, bool value)
    {
        Varint(value ? 1UL : 0);
        Tag(number, 0);
    }

    public void Int32(int number, int value) => Int64(number, value);

    public void Int64(int number, long value)
    {
        Varint(unchecked((ulong)value));
        Tag(number, 0);
    }

    public void Double(int number, double value)
    {
        Reserve(8);
        _start -= 8;
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_start), value);
        Tag(number, 1);
    }

    public void Message<T>(int number, T value) where T : class, IModel
    {
        var end = Position;
        value.WriteProtobuf(ref this);
        Close(number, end);
    }

    private void Tag(int number, int wire) => Varint((uint)((number << 3) | wire));

    private void Varint(ulong value)
    {
        if (value < 0x80)
        {
            Reserve(1);
            _buffer[--_start] = (byte)value;
            return;
        }
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; value >= 0x80; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        Raw(bytes[..length]);
    }

    private void Reserve(int bytes)
    {
        if (_start >= bytes) return;
        var used = Position;
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_buffer.Length * 2, used + bytes)));
        _buffer.AsSpan(_start).CopyTo(larger.AsSpan(larger.Length - used));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        _start = larger.Length - used;
    }
}
