using System.Globalization;
using System.Text;

namespace Kube.Api.Cel.Syntax;

internal sealed partial class CelLexer
{
    /// <summary>How a string begins here: its letters (r and b in any order and case) and its quotes; null when none does.</summary>
    private (bool Raw, bool Bytes, string Quote, int Length)? StringPrefix()
    {
        var (at, raw, bytes) = (0, false, false);
        while (true)
        {
            var c = Peek(at);
            if (c is 'r' or 'R' && !raw) raw = true;
            else if (c is 'b' or 'B' && !bytes) bytes = true;
            else break;
            at++;
        }
        var quote = Peek(at);
        if (quote is not ('"' or '\'')) return null;
        var marks = Peek(at + 1) == quote && Peek(at + 2) == quote ? new string(quote, 3) : quote.ToString();
        return (raw, bytes, marks, at + marks.Length);
    }

    private CelToken? ReadString((bool Raw, bool Bytes, string Quote, int Length) prefix)
    {
        var start = _at;
        var at = start + prefix.Length;
        var content = new StringBuilder();
        var octets = prefix.Bytes ? new List<byte>() : null;
        while (true)
        {
            if (at >= text.Length || (prefix.Quote.Length == 1 && text[at] is '\n' or '\r'))
            {
                Refuse(start, Math.Min(at + 1, text.Length) - start);
                return null;
            }
            if (string.CompareOrdinal(text, at, prefix.Quote, 0, prefix.Quote.Length) == 0) break;
            if (text[at] != '\\' || prefix.Raw)
            {
                var length = char.IsSurrogatePair(text, at) ? 2 : 1;
                if (octets is null) content.Append(text, at, length);
                else octets.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                at += length;
                continue;
            }
            if (!ReadEscape(ref at, content, octets))
            {
                Refuse(start, Math.Min(at + 1, text.Length) - start);
                return null;
            }
        }
        _at = at + prefix.Quote.Length;
        var raw = text[start.._at];
        return octets is null
            ? new CelToken(CelTokenKind.String, start, raw, content.ToString())
            : new CelToken(CelTokenKind.Bytes, start, raw, octets.ToArray());
    }

    private bool ReadEscape(ref int at, StringBuilder content, List<byte>? octets)
    {
        if (at + 1 >= text.Length) return false;
        var c = text[at + 1];
        if ("abfnrtv\\?\"'`".IndexOf(c, StringComparison.Ordinal) is var simple and >= 0)
        {
            Put("\a\b\f\n\r\t\v\\?\"'`"[simple], content, octets);
            at += 2;
            return true;
        }
        var (digits, radix) = c switch
        {
            'x' or 'X' => (2, 16),
            'u' when octets is null => (4, 16),
            'U' when octets is null => (8, 16),
            >= '0' and <= '3' => (3, 8),
            _ => (0, 0),
        };
        var first = radix == 8 ? at + 1 : at + 2;
        if (digits == 0 || first + digits > text.Length || !TryParse(text.AsSpan(first, digits), radix, out var value)) return false;
        at = first + digits;
        if (octets is not null)
        {
            octets.Add((byte)value);
            return true;
        }
        if (!Rune.IsValid(value)) return false;
        content.Append(new Rune(value).ToString());
        return true;
    }

    private static void Put(char c, StringBuilder content, List<byte>? octets)
    {
        if (octets is null) content.Append(c);
        else octets.Add((byte)c);
    }

    private static bool TryParse(ReadOnlySpan<char> digits, int radix, out int value)
    {
        if (radix == 16) return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7') return false;
            value = (value * 8) + (digit - '0');
        }
        return true;
    }
}
