using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Kube.Api.Models;
using Kube.Shared.Text;

namespace Kube.Api.Json;

/// <summary>Scalars. Null is the null literal: it leaves what was there. The <c>Omit…</c> readers give null for the zero too,
/// which members that Go leaves out when zero cannot tell from absence.</summary>
internal ref partial struct ModelJsonReader
{
    // Everything that is not a plain ASCII character of a string: the closing quote, escapes, control characters, UTF-8 sequences.
    private static readonly SearchValues<byte> s_special = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => b is < 0x20 or '"' or '\\' or >= 0x80).Select(b => (byte)b)]);

    private static readonly SearchValues<byte> s_numberBytes = SearchValues.Create("+-.0123456789Ee"u8);

    public string? String()
    {
        if (Null()) return null;
        if (_data[_pos] != (byte)'"') Mismatch();
        var start = _pos + 1;
        var rest = _data[start..];
        var length = rest.IndexOfAny(s_special);
        if (length < 0) Malformed();
        if (rest[length] != (byte)'"') return ReadStringSlowly();
        _pos = start + length + 1;
        return CommonStrings.Of(rest[..length]);
    }

    public string? OmitString() => String() is { Length: > 0 } text ? text : null;

    public bool? Bool()
    {
        if (Null()) return null;
        switch (_data[_pos])
        {
            case (byte)'t': Literal("true"u8); return true;
            case (byte)'f': Literal("false"u8); return false;
            default: Mismatch(); return default;
        }
    }

    public bool? OmitBool() => Bool() is true ? true : null;

    public int? Int32()
    {
        if (Null()) return null;
        var start = _pos;
        var value = Integer(out var fits);
        if (!fits || value != (int)value) { _pos = start; BadNumber(start, NumberEnd(start)); }
        return (int)value;
    }

    public int? OmitInt32() => Int32() is { } value and not 0 ? value : null;

    public long? Int64()
    {
        if (Null()) return null;
        var start = _pos;
        var value = Integer(out var fits);
        if (!fits) { _pos = start; BadNumber(start, NumberEnd(start)); }
        return value;
    }

    public long? OmitInt64() => Int64() is { } value and not 0 ? value : null;

    public double? Double()
    {
        if (Null()) return null;
        if (!IsNumber(_data[_pos])) Mismatch();
        var start = _pos;
        SkipNumber();
        if (!Utf8Parser.TryParse(_data[start.._pos], out double value, out _) || double.IsInfinity(value)) BadNumberAt(start);
        return value;
    }

    public double? OmitDouble() => Double() is { } value and not 0 ? value : null;

    /// <summary>Bytes in base64, as Go's decoder takes it: padded, line ends ignored.</summary>
    public byte[]? Bytes()
    {
        if (String() is not { } text) return null;
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (text.AsSpan().IndexOfAny(' ', '\t') < 0 && Convert.TryFromBase64String(text, bytes, out var length)) return bytes.AsSpan(0, length).ToArray();
        Refuse(GoText.Base64Error(text));
        return null;
    }

    public byte[]? OmitBytes() => Bytes() is { Length: > 0 } bytes ? bytes : null;

    public DateTime? Time()
    {
        if (String() is not { } text) return null;
        if (text.Length == 0) return null;
        if (GoTime.TryParse(text, micro: false, out var time, out var error)) return time;
        Refuse(error!);
        return null;
    }

    public DateTime? MicroTime()
    {
        if (String() is not { } text) return null;
        if (GoTime.TryParse(text, micro: true, out var time, out var error)) return time;
        Refuse(error!);
        return null;
    }

    public TimeSpan? Duration()
    {
        if (String() is not { } text) return null;
        if (GoText.TryParseDuration(text, out var duration)) return duration;
        Refuse($"time: invalid duration {GoText.Quote(text)}");
        return null;
    }

    /// <summary>A quantity from a string or a number; anything else has no digits and is refused as one.</summary>
    public ResourceQuantity? Quantity()
    {
        if (Null()) return null;
        string text;
        if (_data[_pos] == (byte)'"')
        {
            text = String()!;
        }
        else
        {
            var start = _pos;
            Skip();
            text = Encoding.UTF8.GetString(_data[start.._pos]);
        }
        if (ResourceQuantity.TryParse(text.Trim(), out var quantity, out var error)) return quantity;
        Refuse(error!);
        return null;
    }

    public IntOrString? IntOrString()
    {
        if (Null()) return null;
        if (_data[_pos] == (byte)'"') return new IntOrString(String()!);
        return new IntOrString(Int32()!.Value);
    }

    /// <summary>Any value, its text kept without white space between tokens.</summary>
    public RawJson? Raw()
    {
        SkipSpace();
        var start = _pos;
        Skip();
        var text = _data[start.._pos];
        if (text.SequenceEqual("null"u8)) return null;
        if (text.ContainsAnyInRange((byte)0, (byte)' ')) return new RawJson(JsonCompact.Compact(text));
        return new RawJson(_frozen.IsEmpty ? text.ToArray() : _frozen[start.._pos]);
    }

    /// <summary>Any value, null included, as items of lists of values may be.</summary>
    public RawJson RawItem() => Raw() ?? new RawJson("null"u8.ToArray());

    private static bool IsNumber(byte c) => c == (byte)'-' || (uint)(c - '0') <= 9;

    private long Integer(out bool fits)
    {
        var first = _data[_pos];
        if (!IsNumber(first)) Mismatch();
        var negative = first == (byte)'-';
        var at = negative ? _pos + 1 : _pos;
        ulong value = 0;
        var start = at;
        while (at < _data.Length && (uint)(_data[at] - '0') <= 9 && at - start < 20) value = (value * 10) + (uint)(_data[at++] - '0');
        var digits = at - start;
        if (digits == 0 || (digits > 1 && _data[start] == (byte)'0')) Malformed();
        var ended = at < _data.Length && _data[at] is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
        fits = digits < 19 ? ended || at >= _data.Length : digits == 19 && (ended || at >= _data.Length) && value <= (negative ? 1UL << 63 : long.MaxValue);
        if (!fits) return 0;
        _pos = at;
        return negative ? unchecked(-(long)value) : (long)value;
    }

    private void BadNumberAt(int start)
    {
        var end = _pos;
        _pos = start;
        BadNumber(start, end);
    }

    private readonly int NumberEnd(int start)
    {
        var length = _data[start..].IndexOfAnyExcept(s_numberBytes);
        return length < 0 ? _data.Length : start + length;
    }

    // Escapes and anything beyond ASCII: Go's rules, invalid UTF-8 and lone surrogates become U+FFFD, byte by byte.
    private string ReadStringSlowly()
    {
        var start = _pos;
        SkipString();
        return GoText.Unquote(_data[(start + 1)..(_pos - 1)]);
    }
}
