using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Kube.Api.Models;

namespace Kube.Api.Json;

/// <summary>Writes compact JSON as Go's encoder does: &lt;, &gt; and &amp; escaped, keys of maps sorted by their UTF-8 bytes.</summary>
/// <remarks>Every value is followed by a comma, which the end of its object or list replaces: no member needs to know whether it is the first.</remarks>
/// <param name="output">Gets the bytes.</param>
/// <param name="keepsEmptyLists">Lists that upstream reads back as null stay empty, as in an object that was not stored yet.</param>
internal ref partial struct ModelJsonWriter(IBufferWriter<byte> output, bool keepsEmptyLists = false)
{
    private const int Chunk = 16 * 1024;

    private readonly IBufferWriter<byte> _output = output;
    private readonly bool _keepsEmptyLists = keepsEmptyLists;
    private Span<byte> _span = output.GetSpan(Chunk);
    private int _pos;

    /// <summary>Hands over what was written, without the last comma.</summary>
    public void Finish()
    {
        _output.Advance(_pos - 1);
        _span = default;
        _pos = 0;
    }

    public void BeginObject()
    {
        Reserve(1);
        _span[_pos++] = (byte)'{';
    }

    public void EndObject() => End((byte)'{', (byte)'}');

    public void BeginList()
    {
        Reserve(1);
        _span[_pos++] = (byte)'[';
    }

    public void EndList() => End((byte)'[', (byte)']');

    /// <summary>Writes a member's name as it is given: quoted, with its colon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Name(ReadOnlySpan<byte> quoted)
    {
        Reserve(quoted.Length);
        quoted.CopyTo(_span[_pos..]);
        _pos += quoted.Length;
    }

    public void NullValue() => Verbatim("null,"u8);

    /// <summary>Writes a text as it is, comma included.</summary>
    public void Verbatim(ReadOnlySpan<byte> text)
    {
        while (text.Length > Chunk)
        {
            Reserve(Chunk);
            text[..Chunk].CopyTo(_span[_pos..]);
            _pos += Chunk;
            text = text[Chunk..];
        }
        Reserve(text.Length);
        text.CopyTo(_span[_pos..]);
        _pos += text.Length;
    }

    public void StringValue(string value)
    {
        if (value.Length > Chunk / 8) { LongString(value); return; }
        Reserve((value.Length * 6) + 3);
        _span[_pos++] = (byte)'"';
        _pos += JsonText.Write(value, _span[_pos..]);
        _span[_pos++] = (byte)'"';
        _span[_pos++] = (byte)',';
    }

    public void BoolValue(bool value) => Verbatim(value ? "true,"u8 : "false,"u8);

    public void NumberValue(long value)
    {
        Reserve(24);
        Utf8Formatter.TryFormat(value, _span[_pos..], out var written);
        _pos += written;
        _span[_pos++] = (byte)',';
    }

    public void DoubleValue(double value) => Verbatim(Encoding.ASCII.GetBytes(JsonText.Format(value) + ","));

    public void BytesValue(ReadOnlySpan<byte> value)
    {
        Verbatim("\""u8);
        while (!value.IsEmpty)
        {
            var part = value[..Math.Min(value.Length, Chunk / 2 / 3 * 3)];
            Reserve(Chunk);
            Base64.EncodeToUtf8(part, _span[_pos..], out _, out var written);
            _pos += written;
            value = value[part.Length..];
        }
        Verbatim("\","u8);
    }

    public void TimeValue(DateTime value) => WriteTime(value, micro: false);

    public void MicroTimeValue(DateTime value) => WriteTime(value, micro: true);

    public void DurationValue(TimeSpan value) => StringValue(JsonText.Format(value));

    public void QuantityValue(ResourceQuantity value) => StringValue(value.ToString());

    public void IntOrStringValue(IntOrString value)
    {
        if (value.Text is { } text) StringValue(text);
        else NumberValue(value.Number);
    }

    /// <summary>A raw value; like Go's encoder, what HTML could take for markup is escaped and white space left out.</summary>
    public void RawValue(RawJson value)
    {
        var text = value.Utf8.Span;
        if (text.IsEmpty) { NullValue(); return; }
        if (text.IndexOfAny(JsonText.RawSpecial) < 0) Verbatim(text);
        else Verbatim(JsonText.EscapeRaw(text));
        Verbatim(","u8);
    }

    private void WriteTime(DateTime value, bool micro)
    {
        if (value == default) { NullValue(); return; }              // Go's zero time
        Reserve(32);
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        _span[_pos++] = (byte)'"';
        // The standard format costs a fraction of a custom one; it has seven decimals, of which none or six are kept.
        utc.TryFormat(_span[_pos..], out _, "O", CultureInfo.InvariantCulture);
        _pos += micro ? 26 : 19;
        _span[_pos++] = (byte)'Z';
        _span[_pos++] = (byte)'"';
        _span[_pos++] = (byte)',';
    }

    // Room for six bytes per character at a time; surrogate pairs are not torn.
    private void LongString(string value)
    {
        Verbatim("\""u8);
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            var length = Math.Min(rest.Length, Chunk / 8);
            if (length < rest.Length && char.IsHighSurrogate(rest[length - 1])) length--;
            if (length == 0) length = 1;
            Reserve(length * 6);
            _pos += JsonText.Write(rest[..length], _span[_pos..]);
            rest = rest[length..];
        }
        Verbatim("\","u8);
    }

    private void End(byte open, byte close)
    {
        // The byte before is a comma, or the opening when nothing stood between; a chunk always keeps its last byte back.
        if (_span[_pos - 1] == open)
        {
            Reserve(2);
            _span[_pos++] = close;
        }
        else
        {
            Reserve(1);
            _span[_pos - 1] = close;
        }
        _span[_pos++] = (byte)',';
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int bytes)
    {
        if (_span.Length - _pos < bytes) Next(bytes);
    }

    private void Next(int bytes)
    {
        var last = _pos > 0 ? _span[_pos - 1] : (byte)0;
        var kept = _pos > 0 ? 1 : 0;
        _output.Advance(_pos - kept);
        _span = _output.GetSpan(Math.Max(bytes + 1, Chunk));
        if (kept > 0) _span[0] = last;
        _pos = kept;
    }
}
