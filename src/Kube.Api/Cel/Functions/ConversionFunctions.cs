using System.Globalization;
using System.Text;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Values of one type made of another.</summary>
internal static class ConversionFunctions
{
    private static readonly HashSet<string> s_true = new(StringComparer.Ordinal) { "1", "t", "true", "TRUE", "True" };
    private static readonly HashSet<string> s_false = new(StringComparer.Ordinal) { "0", "f", "false", "FALSE", "False" };

    public static void AddTo(CelFunctions functions)
    {
        Add(functions, "int", Int, ToInt, Int, CelType.Double, CelType.String, Timestamp, Uint, Duration);
        Add(functions, "uint", Uint, ToUint, Uint, CelType.Double, Int, CelType.String);
        Add(functions, "double", CelType.Double, ToDouble, CelType.Double, Int, CelType.String, Uint);
        Add(functions, "bool", CelType.Bool, ToBool, CelType.Bool, CelType.String);
        Add(functions, "string", CelType.String, ToText, CelType.String, CelType.Bool, CelType.Double, Duration, Int, Timestamp, Uint);
        functions.Add("string", [Bytes], CelType.String, ToText, CelCost.Text(0, size => new CelSize(size.Min / 4, size.Max)));
        Add(functions, "bytes", Bytes, ToBytes, Bytes);
        functions.Add("bytes", [CelType.String], Bytes, ToBytes, CelCost.Text(0, size => size with { Max = (size * CelSize.Exactly(4)).Max }));
        Add(functions, "timestamp", Timestamp, ToTimestamp, Timestamp, CelType.String, Int);
        Add(functions, "duration", Duration, ToDuration, Duration, CelType.String, Int);
    }

    private static void Add(CelFunctions functions, string name, CelType result, Func<CelValue[], CelValue> body, params CelType[] from)
    {
        foreach (var type in from) functions.Add(name, [type], result, body);
    }

    private static CelValue ToInt(CelValue[] args) => args[0] switch
    {
        CelInt value => value,
        CelUint { Value: <= long.MaxValue } value => CelInt.Of((long)value.Value),
        CelUint => CelError.IntOverflow,
        CelDouble value => value.Value is > -9223372036854775808.0 and < 9223372036854775808.0 ? CelInt.Of((long)value.Value) : CelError.IntOverflow,
        CelString text => long.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? CelInt.Of(number) : CelError.Conversion(text, Int),
        CelTimestamp time => CelInt.Of((long)CelTimestamp.Floor(time.Nanoseconds, 1_000_000_000)),
        CelDuration span => CelInt.Of(span.Nanoseconds),
        var other => CelError.Conversion(other, Int),
    };

    private static CelValue ToUint(CelValue[] args) => args[0] switch
    {
        CelUint value => value,
        CelInt { Value: >= 0 } value => new CelUint((ulong)value.Value),
        CelInt => CelError.UintOverflow,
        CelDouble value => value.Value is >= 0 and < 18446744073709551616.0 ? new CelUint((ulong)value.Value) : CelError.UintOverflow,
        CelString text => ulong.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new CelUint(number) : CelError.Conversion(text, Uint),
        var other => CelError.Conversion(other, Uint),
    };

    private static CelValue ToDouble(CelValue[] args) => args[0] switch
    {
        CelDouble value => value,
        CelInt value => new CelDouble(value.Value),
        CelUint value => new CelDouble(value.Value),
        CelString text => ParseDouble(text),
        var other => CelError.Conversion(other, CelType.Double),
    };

    private static CelValue ParseDouble(CelString text)
    {
        var value = text.Value.TrimStart('+', '-').ToUpperInvariant();
        var sign = text.Value.StartsWith('-') ? -1 : 1;
        if (value is "INF" or "INFINITY") return new CelDouble(sign * double.PositiveInfinity);
        if (value == "NAN") return new CelDouble(double.NaN);
        return double.TryParse(text.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && !double.IsInfinity(number) ? new CelDouble(number) : CelError.Conversion(text, CelType.Double);
    }

    private static CelValue ToBool(CelValue[] args) => args[0] switch
    {
        CelBool value => value,
        CelString text when s_true.Contains(text.Value) => CelBool.True,
        CelString text when s_false.Contains(text.Value) => CelBool.False,
        var other => CelError.Conversion(other, CelType.Bool),
    };

    private static CelValue ToText(CelValue[] args)
    {
        if (args[0] is not CelBytes bytes) return CelString.Of(CelText.Of(args[0]));
        try
        {
            return CelString.Of(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Value.Span));
        }
        catch (ArgumentException)
        {
            return new CelError("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelValue ToBytes(CelValue[] args) => args[0] is CelString text ? new CelBytes(Encoding.UTF8.GetBytes(text.Value)) : args[0];

    private static CelValue ToTimestamp(CelValue[] args) => args[0] switch
    {
        CelString text => CelTimes.ParseTimestamp(text),
        CelInt seconds => CelTimestamp.Checked((Int128)seconds.Value * 1_000_000_000),
        var other => other,
    };

    private static CelValue ToDuration(CelValue[] args) => args[0] switch
    {
        CelString text => CelTimes.ParseDuration(text),
        CelInt nanoseconds => new CelDuration(nanoseconds.Value),
        var other => other,
    };
}
