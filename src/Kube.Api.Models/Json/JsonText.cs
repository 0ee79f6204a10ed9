using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kube.Api.Json;

/// <summary>Go's encoder's ways with text and numbers.</summary>
internal static class JsonText
{
    /// <summary>Bytes of a raw value that are not written as they are: white space, markup, the start of U+2028 and U+2029.</summary>
    public static readonly SearchValues<byte> RawSpecial = SearchValues.Create([(byte)' ', (byte)'\n', (byte)'\r', (byte)'\t', (byte)'<', (byte)'>', (byte)'&', 0xE2]);

    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(c => (char)c).Where(c => c is not ('"' or '\\' or '<' or '>' or '&'))]);

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Writes the inside of a JSON string.</summary>
    /// <param name="text">The text; lone surrogates become U+FFFD.</param>
    /// <param name="output">At least six bytes per character.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(ReadOnlySpan<char> text, Span<byte> output)
    {
        var plain = text.IndexOfAnyExcept(s_plain);
        if (plain < 0)
        {
            Ascii.FromUtf16(text, output, out var all);
            return all;
        }
        var written = 0;
        while (true)
        {
            Ascii.FromUtf16(text[..plain], output[written..], out var some);
            written += some;
            text = text[plain..];
            if (text.IsEmpty) return written;
            written += WriteSpecial(ref text, output[written..]);
            plain = text.IndexOfAnyExcept(s_plain);
            if (plain < 0) plain = text.Length;
        }
    }

    /// <summary>Go's shortest form of a number: with an exponent below 1e-6 and from 1e21 on.</summary>
    public static string Format(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0) return shortest;
        var exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -6 or >= 21) return string.Create(CultureInfo.InvariantCulture, $"{shortest[..mark]}e{(exponent < 0 ? "" : "+")}{exponent}");
        var sign = value < 0 ? "-" : "";
        var digits = shortest[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        return exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}" : sign + digits.PadRight(exponent + 1, '0');
    }

    /// <summary>Go's time.Duration.String.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        var sign = value < TimeSpan.Zero ? "-" : "";
        var nanos = (decimal)value.Ticks * 100 * (value < TimeSpan.Zero ? -1 : 1);
        if (nanos < 1_000m) return string.Create(CultureInfo.InvariantCulture, $"{sign}{nanos}ns");
        if (nanos < 1_000_000m) return sign + Fixed(nanos / 1_000m) + "µs";
        if (nanos < 1_000_000_000m) return sign + Fixed(nanos / 1_000_000m) + "ms";
        var seconds = nanos / 1_000_000_000m;
        var hours = decimal.Floor(seconds / 3600);
        var minutes = decimal.Floor(seconds % 3600 / 60);
        var text = Fixed(seconds % 60) + "s";
        if (hours > 0) return string.Create(CultureInfo.InvariantCulture, $"{sign}{hours}h{minutes}m{text}");
        return minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}m{text}") : sign + text;
    }

    /// <summary>A valid JSON text as Go's encoder passes it on: compact, markup and line separators escaped.</summary>
    public static byte[] EscapeRaw(ReadOnlySpan<byte> text)
    {
        var compact = JsonCompact.Compact(text);
        var output = new ArrayBufferWriter<byte>(compact.Length + 16);
        for (var at = 0; at < compact.Length; at++)
        {
            var c = compact[at];
            if (c is (byte)'<' or (byte)'>' or (byte)'&')
            {
                output.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', HexDigits[c >> 4], HexDigits[c & 15]]);
            }
            else if (c == 0xE2 && at + 2 < compact.Length && compact[at + 1] == 0x80 && compact[at + 2] is 0xA8 or 0xA9)
            {
                output.Write(compact[at + 2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
                at += 2;
            }
            else
            {
                output.Write([c]);
            }
        }
        return output.WrittenSpan.ToArray();
    }

    private static string Fixed(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static int WriteSpecial(ref ReadOnlySpan<char> text, Span<byte> output)
    {
        var c = text[0];
        if (c < 0x80)
        {
            text = text[1..];
            return WriteEscape(c, output);
        }
        var valid = Rune.DecodeFromUtf16(text, out var rune, out var used) == OperationStatus.Done;
        text = text[used..];
        if (!valid) rune = Rune.ReplacementChar;
        if (rune.Value is 0x2028 or 0x2029)
        {
            (rune.Value == 0x2028 ? "\\u2028"u8 : "\\u2029"u8).CopyTo(output);
            return 6;
        }
        return rune.EncodeToUtf8(output);
    }

    private static int WriteEscape(char c, Span<byte> output)
    {
        output[0] = (byte)'\\';
        var letter = c switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (letter != '\0') { output[1] = (byte)letter; return 2; }
        if (c == 0x7F) { output[0] = 0x7F; return 1; }
        output[1] = (byte)'u';
        output[2] = output[3] = (byte)'0';
        output[4] = HexDigits[c >> 4];
        output[5] = HexDigits[c & 15];
        return 6;
    }
}
