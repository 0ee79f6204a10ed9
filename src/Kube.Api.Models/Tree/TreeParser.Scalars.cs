using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Kube.Api.Tree;

internal ref partial struct TreeParser
{
    private static readonly SearchValues<byte> s_plainEnds = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&',
         .. Enumerable.Range(0x80, 0x80).Select(i => (byte)i)]);

    private static readonly SearchValues<byte> s_stringEnds = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Bytes of which some are not valid UTF-8, with U+FFFD for each of those, as Go reads them: one for every byte.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> bytes)
    {
        var repaired = new ArrayBufferWriter<byte>(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out _, out var consumed) == OperationStatus.Done) repaired.Write(bytes[..consumed]);
            else
            {
                consumed = 1;
                repaired.Write("\uFFFD"u8);
            }
            bytes = bytes[consumed..];
        }
        return repaired.WrittenSpan.ToArray();
    }

    /// <summary>The string at the quote, unescaped: a slice of the source whenever it needs no change.</summary>
    private (byte[] From, int Offset, int Length) String()
    {
        var start = ++_at;
        var plain = _source.AsSpan(start, _end - start).IndexOfAny(s_plainEnds);
        if (plain < 0)
        {
            _at = _end;
            throw UnexpectedEnd();
        }
        _at = start + plain;
        if (_source[_at] != '"') return UnusualString(start);
        _at++;
        return (_source, start, plain);
    }

    /// <summary>A string that holds an escape, or a character that Go would escape, or anything beyond ASCII.</summary>
    private (byte[] From, int Offset, int Length) UnusualString(int start)
    {
        var escaped = false;
        while (true)
        {
            var next = _source.AsSpan(_at, _end - _at).IndexOfAny(s_stringEnds);
            if (next < 0)
            {
                _at = _end;
                throw UnexpectedEnd();
            }
            _at += next;
            if (_source[_at] == '"') break;
            if (_source[_at] != '\\') throw Unexpected("in string literal");
            escaped = true;
            SkipEscape();
        }
        var raw = _source.AsSpan(start, _at - start);
        _at++;
        if (escaped)
        {
            _verbatim = false;
            var value = Unescape(raw);
            return (value, 0, value.Length);
        }
        if (!Utf8.IsValid(raw))
        {
            _verbatim = false;
            var value = Repair(raw);
            return (value, 0, value.Length);
        }
        if (raw.ContainsAny((byte)'<', (byte)'>', (byte)'&') || raw.Contains((byte)0xE2)) _verbatim = false;
        return (_source, start, raw.Length);
    }

    private void SkipEscape()
    {
        _at++;
        switch (Next())
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                _at++;
                return;
            case (byte)'u':
                for (var i = 0; i < 4; i++)
                {
                    _at++;
                    if (!char.IsAsciiHexDigit((char)Next())) throw Unexpected("in \\u hexadecimal character escape");
                }
                _at++;
                return;
            default:
                throw Unexpected("in string escape code");
        }
    }

    private static byte[] Unescape(ReadOnlySpan<byte> raw)
    {
        var value = new byte[raw.Length];
        var length = 0;
        while (true)
        {
            var escape = raw.IndexOf((byte)'\\');
            var run = escape < 0 ? raw : raw[..escape];
            run.CopyTo(value.AsSpan(length));
            length += run.Length;
            if (escape < 0) break;
            raw = raw[escape..];
            raw = raw[UnescapeOne(raw, value, ref length)..];
        }
        var result = value.AsSpan(0, length);
        return Utf8.IsValid(result) ? result.ToArray() : Repair(result);
    }

    /// <returns>How many bytes of the source the escape takes.</returns>
    private static int UnescapeOne(ReadOnlySpan<byte> raw, byte[] value, ref int length)
    {
        if (raw[1] != 'u')
        {
            value[length++] = raw[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => raw[1],
            };
            return 2;
        }
        var unit = HexUnit(raw[2..]);
        var taken = 6;
        Rune rune;
        if (!char.IsSurrogate(unit)) rune = new Rune(unit);
        else if (char.IsHighSurrogate(unit) && raw.Length >= 12 && raw[6] == '\\' && raw[7] == 'u' && Rune.TryCreate(unit, HexUnit(raw[8..]), out rune))
            taken = 12;
        else rune = Rune.ReplacementChar;
        length += rune.EncodeToUtf8(value.AsSpan(length));
        return taken;
    }

    private static char HexUnit(ReadOnlySpan<byte> digits)
    {
        var unit = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = digits[i];
            unit = unit * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return (char)unit;
    }

    private TreeNumber Number()
    {
        var start = _at;
        var whole = true;
        if (_source[_at] == '-') _at++;
        if (Next() == '0') _at++;
        else
        {
            if (!char.IsAsciiDigit((char)_source[_at])) throw Unexpected("in numeric literal");
            SkipDigits();
        }
        if (_at < _end && _source[_at] == '.')
        {
            whole = false;
            _at++;
            if (!char.IsAsciiDigit((char)Next())) throw Unexpected("after decimal point in numeric literal");
            SkipDigits();
        }
        if (_at < _end && _source[_at] is (byte)'e' or (byte)'E')
        {
            whole = false;
            _at++;
            if (Next() is (byte)'+' or (byte)'-') _at++;
            if (!char.IsAsciiDigit((char)Next())) throw Unexpected("in exponent of numeric literal");
            SkipDigits();
        }
        var length = _at - start;
        if (length == 1) return TreeNumber.Digit(_source[start] - '0');
        var text = _source.AsSpan(start, length);
        if (!whole || !TreeNumber.IsCanonical(text)) CheckRange(text, start);
        return new TreeNumber(_source, start, length);
    }

    private void CheckRange(ReadOnlySpan<byte> text, int start)
    {
        _verbatim = false;
        if (double.IsFinite(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))) return;
        throw new TreeFormatException($"json: cannot unmarshal number {Encoding.ASCII.GetString(text)} into Go value of type float64", start);
    }

    private void SkipDigits()
    {
        while (_at < _end && char.IsAsciiDigit((char)_source[_at])) _at++;
    }

    private readonly TreeFormatException UnexpectedEnd() => new("unexpected end of JSON input", _end);

    private readonly TreeFormatException Unexpected(string where) =>
        new($"invalid character {GoCharacter.Quote(_source[_at])} {where}", _at);
}
