using System.Globalization;
using System.Text;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Functions;

/// <summary><c>'%s is %d'.format([a, b])</c>.</summary>
internal static class StringFormatFunction
{
    public static void AddTo(CelFunctions functions) =>
        functions.AddMember("format", [CelType.String, CelType.AnyList], CelType.String, Format, CelCost.FirstText);

    private static CelValue Format(CelValue[] args)
    {
        var format = StandardFunctions.Text(args[0]);
        var values = (CelList)args[1];
        var output = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                output.Append(format[i]);
                continue;
            }
            if (++i >= format.Length) return new CelError("unexpected end of string");
            if (format[i] == '%')
            {
                output.Append('%');
                continue;
            }
            var precision = 6;
            if (format[i] == '.')
            {
                var start = ++i;
                while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
                if (i >= format.Length || !int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) || precision > 1000)
                {
                    return new CelError("could not parse formatting clause: unable to find end of precision specifier");
                }
            }
            if (next >= values.Count) return new CelError($"index {next} out of range");
            var value = values[next++];
            if (Clause(format[i], precision, value) is not { } text) return new CelError($"could not parse formatting clause: unrecognized formatting clause \"{format[i]}\"");
            if (text.Length > 0 && text[0] == '\0') return new CelError(text[1..]);
            output.Append(text);
        }
        return CelString.Of(output.ToString());
    }

    // Null: no such clause. A text that begins with NUL: an error.
    private static string? Clause(char clause, int precision, CelValue value) => clause switch
    {
        's' => Plain(value),
        'd' => value switch
        {
            CelInt or CelUint => CelText.Of(value),
            CelDouble { Value: double.NaN or double.PositiveInfinity or double.NegativeInfinity } => CelText.Of(value),
            _ => Refused("decimal clause can only be used on integers", value),
        },
        'f' => value is CelDouble or CelInt or CelUint ? Number(value).ToString("F" + precision, CultureInfo.InvariantCulture) : Refused("fixed-point clause can only be used on doubles", value),
        'e' => value is CelDouble or CelInt or CelUint ? Exponent(Number(value), precision) : Refused("scientific clause can only be used on doubles", value),
        'b' => value switch
        {
            CelBool flag => flag.Value ? "1" : "0",
            CelInt number => number.Value < 0 ? "-" + Convert.ToString(-number.Value, 2) : Convert.ToString(number.Value, 2),
            CelUint number => Convert.ToString((long)number.Value, 2),
            _ => Refused("only integers and bools can be formatted as binary", value),
        },
        'x' or 'X' => Hex(value, clause),
        'o' => value switch
        {
            CelInt number => Convert.ToString(number.Value, 8),
            CelUint number => Convert.ToString((long)number.Value, 8),
            _ => Refused("octal clause can only be used on integers", value),
        },
        _ => null,
    };

    private static string Plain(CelValue value) => value switch
    {
        CelList list => "[" + string.Join(", ", list.ToArray().Select(Plain)) + "]",
        CelMap map => "{" + string.Join(", ", map.Keys.Select(key => $"{Plain(key)}: {Plain(map.Find(key)!)}").Order(StringComparer.Ordinal)) + "}",
        CelNull => "null",
        _ => CelText.Of(value),
    };

    private static string Hex(CelValue value, char clause)
    {
        var text = value switch
        {
            CelInt { Value: < 0 } number => "-" + ((UInt128)(-(Int128)number.Value)).ToString("x", CultureInfo.InvariantCulture),
            CelInt number => number.Value.ToString("x", CultureInfo.InvariantCulture),
            CelUint number => number.Value.ToString("x", CultureInfo.InvariantCulture),
            CelString name => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name.Value)),
            CelBytes bytes => Convert.ToHexStringLower(bytes.Value.Span),
            _ => Refused("only integers, byte buffers, and strings can be formatted as hex", value),
        };
        return clause == 'X' && text[0..1] != "\0" ? text.ToUpperInvariant() : text;
    }

    private static double Number(CelValue value) => value switch
    {
        CelDouble number => number.Value,
        CelInt number => number.Value,
        _ => ((CelUint)value).Value,
    };

    private static string Exponent(double value, int precision)
    {
        var text = value.ToString("e" + precision, CultureInfo.InvariantCulture);
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        return mark < 0 ? text : $"{text[..(mark + 2)]}{int.Parse(text.AsSpan(mark + 2), CultureInfo.InvariantCulture):00}";
    }

    private static string Refused(string rule, CelValue value) => $"\0error during formatting: {rule}, was given {value.Type.Name}";
}
