using System.Globalization;
using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Yaml;

/// <summary>Writes one scalar in the style that go-yaml would choose.</summary>
internal static class YamlScalarWriter
{
    private const int Width = 80;

    public static void Write(YamlWriter output, string text, int indent, bool isKey)
    {
        var runes = text.EnumerateRunes().ToArray();
        var shape = YamlScalarShape.Of(runes);
        var inner = indent + 2;
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            if (shape.Block && !isKey) Literal(output, runes, inner);
            else DoubleQuoted(output, runes, inner, !isKey);
        }
        else if (YamlScalar.NeedsQuotes(text))
        {
            DoubleQuoted(output, runes, inner, !isKey);
        }
        else if (shape.Plain && !(isKey && runes.Length == 0))
        {
            Folded(output, runes, inner, !isKey, quoted: false);
        }
        else if (shape.SingleQuoted && !(isKey && shape.Multiline))
        {
            output.Put('\'');
            Folded(output, runes, inner, !isKey, quoted: true);
            output.Put('\'');
        }
        else
        {
            DoubleQuoted(output, runes, inner, !isKey);
        }
    }

    /// <summary>A number as Go's %v of an int or a float64 has it.</summary>
    public static string Number(TreeNumber number)
    {
        if (number.TryGetInt64(out var integer)) return integer.ToString(CultureInfo.InvariantCulture);
        var text = Encoding.ASCII.GetString(number.Text);
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var large)) return large.ToString(CultureInfo.InvariantCulture);
        var value = number.ToDouble();
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        var sign = value < 0 ? "-" : "";
        var digits = Digits(Math.Abs(value), out var exponent);
        if (exponent is < -4 or >= 6)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1 ? sign + digits.PadRight(exponent + 1, '0') : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // The shortest digits that tell the value, and the power of ten of the first one.
    private static string Digits(double value, out int exponent)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (mark >= 0) text = text[..mark];
        var point = text.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? text.Length : point) - 1;
        var digits = text.Replace(".", "", StringComparison.Ordinal);
        exponent -= digits.Length - digits.TrimStart('0').Length;
        return digits.Trim('0');
    }

    // Plain, or the inside of single quotes: a blank behind the width becomes a line end, unless another blank follows or it stands at an end of a quoted text.
    private static void Folded(YamlWriter output, Rune[] text, int indent, bool breaks, bool quoted)
    {
        var spaces = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at].Value == ' ')
            {
                var inside = !quoted || (at > 0 && at < text.Length - 1);
                if (breaks && !spaces && output.Column > Width && inside && !IsSpace(text, at + 1)) output.Indent(indent);
                else output.Put(' ');
                spaces = true;
                continue;
            }
            if (quoted && text[at].Value == '\'') output.Put('\'');
            output.PutRune(text[at]);
            spaces = false;
        }
    }

    private static void DoubleQuoted(YamlWriter output, Rune[] text, int indent, bool breaks)
    {
        output.Put('"');
        var spaces = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at].Value;
            if (c == ' ')
            {
                if (breaks && !spaces && output.Column > Width && at > 0 && at < text.Length - 1)
                {
                    output.Indent(indent);
                    if (IsSpace(text, at + 1)) output.Put('\\');
                }
                else
                {
                    output.Put(' ');
                }
                spaces = true;
                continue;
            }
            spaces = false;
            if (c is '"' or '\\' || YamlScalarShape.IsBreak(c) || !YamlScalarShape.IsPrintable(c)) Escape(output, c);
            else output.PutRune(text[at]);
        }
        output.Put('"');
    }

    private static void Escape(YamlWriter output, int c) => output.Put(c switch
    {
        0 => @"\0",
        7 => @"\a",
        8 => @"\b",
        9 => @"\t",
        10 => @"\n",
        11 => @"\v",
        12 => @"\f",
        13 => @"\r",
        0x1B => @"\e",
        '"' => "\\\"",
        '\\' => @"\\",
        0x85 => @"\N",
        0xA0 => @"\_",
        0x2028 => @"\L",
        0x2029 => @"\P",
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $@"\x{c:X2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $@"\u{c:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $@"\U{c:X8}"),
    });

    private static void Literal(YamlWriter output, Rune[] text, int indent)
    {
        output.Put('|');
        if (text[0].Value == ' ' || YamlScalarShape.IsBreak(text[0].Value)) output.Put('2');
        if (!YamlScalarShape.IsBreak(text[^1].Value)) output.Put('-');
        else if (text.Length == 1 || YamlScalarShape.IsBreak(text[^2].Value)) output.Put('+');
        output.Break();
        var lineStart = true;
        foreach (var rune in text)
        {
            if (YamlScalarShape.IsBreak(rune.Value))
            {
                // Only the line feed becomes a line of the file; the others stand as they are.
                if (rune.Value == '\n') output.Break();
                else output.PutRune(rune);
                lineStart = true;
                continue;
            }
            if (lineStart) output.Indent(indent);
            lineStart = false;
            output.PutRune(rune);
        }
    }

    private static bool IsSpace(Rune[] text, int at) => at < text.Length && text[at].Value == ' ';
}
