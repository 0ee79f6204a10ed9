using System.Globalization;
using System.Text;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Functions;

/// <summary>Values as <c>string()</c> writes them.</summary>
internal static class CelText
{
    public static string Of(CelValue value) => value switch
    {
        CelString text => text.Value,
        CelBool flag => flag.Value ? "true" : "false",
        CelInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelUint number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelDouble number => Double(number.Value),
        CelBytes bytes => Encoding.UTF8.GetString(bytes.Value.Span),
        CelTimestamp time => Timestamp(time),
        CelDuration span => Seconds(span.Nanoseconds) + "s",
        CelTypeValue type => type.Named.Name,
        _ => value.Type.Name,
    };

    /// <summary>A number as Go's shortest form with an exponent beyond 20 digits.</summary>
    public static string Double(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        var magnitude = Math.Abs(value);
        if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e21)) return Plain(value);
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0) return text;
        var exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{shortest[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Plain(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? ((decimal)value).ToString("0.#############################", CultureInfo.InvariantCulture) : text;
    }

    private static string Timestamp(CelTimestamp time)
    {
        var fraction = (long)(time.Nanoseconds - (CelTimestamp.Floor(time.Nanoseconds, 1_000_000_000) * 1_000_000_000));
        var text = time.Utc.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? text + "Z" : $"{text}.{fraction.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    private static string Seconds(long nanoseconds)
    {
        var whole = nanoseconds / 1_000_000_000;
        var fraction = Math.Abs(nanoseconds % 1_000_000_000);
        var sign = nanoseconds < 0 && whole == 0 ? "-" : "";
        var text = sign + whole.ToString(CultureInfo.InvariantCulture);
        return fraction == 0 ? text : $"{text}.{fraction.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }
}
