using System.Globalization;
using System.Text;

namespace Kube.Api.Tree;

/// <summary>Writes doubles as Go's encoding/json: shortest digits that read back equal, plain notation for 1e-6 ≤ |x| &lt; 1e21, else with an exponent.</summary>
internal static class GoNumber
{
    public static string Format(double value)
    {
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        var (negative, digits, exponent) = Shortest(value);
        var text = new StringBuilder(32);
        if (negative) text.Append('-');
        var magnitude = Math.Abs(value);
        if (magnitude is < 1e-6 or >= 1e21) AppendScientific(text, digits, exponent);
        else AppendPlain(text, digits, exponent);
        return text.ToString();
    }

    /// <summary>The digits without leading or trailing zeros, and the power of ten of the first one.</summary>
    private static (bool Negative, string Digits, int Exponent) Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var negative = text[0] == '-';
        var mantissa = text.AsSpan(negative ? 1 : 0);
        var exponent = 0;
        var e = mantissa.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        var significant = digits.TrimStart('0');
        exponent += (point < 0 ? mantissa.Length : point) - 1 - (digits.Length - significant.Length);
        return (negative, significant.TrimEnd('0'), exponent);
    }

    private static void AppendPlain(StringBuilder text, string digits, int exponent)
    {
        if (exponent < 0)
        {
            text.Append("0.").Append('0', -exponent - 1).Append(digits);
            return;
        }
        var whole = exponent + 1;
        if (digits.Length <= whole) text.Append(digits).Append('0', whole - digits.Length);
        else text.Append(digits, 0, whole).Append('.').Append(digits, whole, digits.Length - whole);
    }

    private static void AppendScientific(StringBuilder text, string digits, int exponent)
    {
        text.Append(digits[0]);
        if (digits.Length > 1) text.Append('.').Append(digits, 1, digits.Length - 1);
        text.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent));
    }
}
