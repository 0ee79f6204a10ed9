using System.Buffers;
using System.Globalization;
using System.Text;
using Kube.Shared.Text;

namespace Kube.Api.Json;

/// <summary>Go's ways with text: quoting in messages, strings of JSON, durations.</summary>
internal static class GoText
{
    private static readonly SearchValues<char> s_decimals = SearchValues.Create("0123456789.");

    /// <summary>A name or string from UTF-8; every byte that is not part of valid UTF-8 becomes U+FFFD.</summary>
    public static string FromUtf8(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8)) return CommonStrings.Of(utf8);
        if (System.Text.Unicode.Utf8.IsValid(utf8)) return Encoding.UTF8.GetString(utf8);
        var text = new StringBuilder(utf8.Length);
        AppendUtf8(text, utf8);
        return text.ToString();
    }

    /// <summary>The value of a JSON string, without its quotes, that the grammar allows.</summary>
    public static string Unquote(ReadOnlySpan<byte> inner)
    {
        if (!inner.Contains((byte)'\\')) return FromUtf8(inner);
        var text = new StringBuilder(inner.Length);
        while (!inner.IsEmpty)
        {
            var plain = inner.IndexOf((byte)'\\');
            if (plain < 0) plain = inner.Length;
            AppendUtf8(text, inner[..plain]);
            inner = inner[plain..];
            if (inner.IsEmpty) break;
            var used = 2;
            text.Append(inner[1] switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                (byte)'u' => Unicode(text, inner, out used),
                var c => (char)c,
            });
            inner = inner[used..];
        }
        return text.ToString();
    }

    /// <summary>Go's %q of a string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '"' || rune.Value == '\\') quoted.Append('\\').Append((char)rune.Value);
            else AppendQuoted(quoted, rune);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>One byte as Go's scanner quotes it in an error.</summary>
    public static string QuoteCharacter(byte c)
    {
        if (c == (byte)'\'') return @"'\''";
        if (c == (byte)'"') return "'\"'";
        var quoted = new StringBuilder("'");
        if (c == (byte)'\\') quoted.Append(@"\\");
        else AppendQuoted(quoted, new Rune(c));
        return quoted.Append('\'').ToString();
    }

    /// <summary>Go's time.ParseDuration, to the 100 ns that a TimeSpan can tell.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+")) rest = rest[1..];
        if (rest is "0") return true;
        if (rest.IsEmpty || rest.Length > 64) return false;
        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var number = rest.IndexOfAnyExcept(s_decimals);
            if (number <= 0 || !decimal.TryParse(rest[..number], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
            rest = rest[number..];
            var unit = rest.IndexOfAny(s_decimals);
            if (unit < 0) unit = rest.Length;
            decimal? scale = rest[..unit] switch { "h" => 36_000_000_000m, "m" => 600_000_000m, "s" => 10_000_000m, "ms" => 10_000m, "us" or "µs" or "μs" => 10m, "ns" => 0.01m, _ => null };
            if (scale is null || value > 1e19m) return false;
            ticks += value * scale.Value;
            rest = rest[unit..];
        }
        if (ticks > long.MaxValue) return false;
        duration = new((long)(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>Go's words for a text that is not base64.</summary>
    public static string Base64Error(string text)
    {
        var at = 0;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '+' or '/' or '\r' or '\n')) at++;
        return $"illegal base64 data at input byte {(at < text.Length ? at : at / 4 * 4).ToString(CultureInfo.InvariantCulture)}";
    }

    private static void AppendUtf8(StringBuilder text, ReadOnlySpan<byte> utf8)
    {
        Span<char> pair = stackalloc char[2];
        while (!utf8.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(utf8, out var rune, out var used) == OperationStatus.Done;
            text.Append(pair[..(valid ? rune : Rune.ReplacementChar).EncodeToUtf16(pair)]);
            utf8 = utf8[(valid ? used : 1)..];
        }
    }

    // A \u escape; a second one that completes a pair is taken with it. Appends all but the last character, which is returned.
    private static char Unicode(StringBuilder text, ReadOnlySpan<byte> escape, out int used)
    {
        used = 6;
        var first = Hex(escape[2..6]);
        if (!char.IsSurrogate(first)) return first;
        if (char.IsHighSurrogate(first) && escape.Length >= 12 && escape[6] == (byte)'\\' && escape[7] == (byte)'u' && Hex(escape[8..12]) is var second && char.IsLowSurrogate(second))
        {
            used = 12;
            text.Append(first);
            return second;
        }
        return '\uFFFD';
    }

    private static char Hex(ReadOnlySpan<byte> digits) => (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void AppendQuoted(StringBuilder quoted, Rune rune)
    {
        switch (rune.Value)
        {
            case '\a': quoted.Append(@"\a"); break;
            case '\b': quoted.Append(@"\b"); break;
            case '\f': quoted.Append(@"\f"); break;
            case '\n': quoted.Append(@"\n"); break;
            case '\r': quoted.Append(@"\r"); break;
            case '\t': quoted.Append(@"\t"); break;
            case '\v': quoted.Append(@"\v"); break;
            case < 0x20 or 0x7F: quoted.Append(CultureInfo.InvariantCulture, $@"\x{rune.Value:x2}"); break;
            default:
                if (IsPrintable(rune)) quoted.Append(rune.ToString());
                else quoted.Append(rune.Value < 0x10000 ? $@"\u{rune.Value:x4}" : $@"\U{rune.Value:x8}");
                break;
        }
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
