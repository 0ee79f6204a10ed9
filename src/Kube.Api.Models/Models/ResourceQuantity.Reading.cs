using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Kube.Api.Models;

public sealed partial class ResourceQuantity
{
    // Far beyond every quantity in use; keeps hostile digits and exponents from costing more than their reading.
    private const int MaxDigits = 256;
    private const int MaxExponent = 256;

    private static readonly SearchValues<char> s_suffixLetters = SearchValues.Create("eEinumkKMGTP");

    private enum Notation { DecimalSI, BinarySI, DecimalExponent }

    // Upstream's grammar is wider than its regular expression says (".5", "1.", "e" and "E" with exponents): the steps are those of ParseQuantity.
    private static Amount? Read(string text, out string? error)
    {
        error = BadFormat;
        if (text.Length == 0) return null;
        var at = text[0] is '+' or '-' ? 1 : 0;
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        var whole = text.AsSpan(start, at - start);
        var fraction = ReadOnlySpan<char>.Empty;
        if (at < text.Length && text[at] == '.')
        {
            start = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            fraction = text.AsSpan(start, at - start);
        }
        var suffix = text.AsSpan(at);
        if (!IsSuffix(suffix)) return null;
        if (!TryInterpret(suffix, out var notation, out var exponent)) { error = BadSuffix; return null; }
        if (whole.Length + fraction.Length > MaxDigits || Math.Abs(exponent) > MaxExponent) { error = BadNumber; return null; }
        // A lone sign or suffix counts as zero upstream; only a lone point does not.
        if (whole.IsEmpty && fraction.IsEmpty && text.Contains('.', StringComparison.Ordinal)) { error = BadNumber; return null; }
        error = null;
        var digits = string.Concat("0", whole, fraction);
        return Compute(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture), fraction.Length, text[0] == '-', notation, exponent);
    }

    private static Amount Compute(BigInteger digits, int places, bool negative, Notation notation, int exponent)
    {
        if (digits.IsZero) return new(BigInteger.Zero, notation);
        if (notation == Notation.BinarySI) digits <<= exponent;
        var scale = 9 - places + (notation == Notation.BinarySI ? 0 : exponent);
        BigInteger nanos;
        if (scale >= 0)
        {
            nanos = digits * BigInteger.Pow(10, scale);
        }
        else
        {
            nanos = BigInteger.DivRem(digits, BigInteger.Pow(10, -scale), out var rest);
            if (!rest.IsZero) nanos += 1;                                                  // too small an amount still asks for something
        }
        if (notation == Notation.BinarySI && nanos > Amount.MaxBinary) nanos = Amount.MaxBinary;
        if (notation == Notation.BinarySI && nanos < Amount.NanosPerUnit) notation = Notation.DecimalSI;
        return new(negative ? -nanos : nanos, notation);
    }

    private static bool IsSuffix(ReadOnlySpan<char> suffix)
    {
        var at = suffix.IndexOfAnyExcept(s_suffixLetters);
        if (at < 0) return true;
        if (suffix[at] is '+' or '-') at++;
        return !suffix[at..].ContainsAnyExceptInRange('0', '9');
    }

    private static bool TryInterpret(ReadOnlySpan<char> suffix, out Notation notation, out int exponent)
    {
        (notation, exponent) = suffix switch
        {
            "" => (Notation.DecimalSI, 0),
            "n" => (Notation.DecimalSI, -9),
            "u" => (Notation.DecimalSI, -6),
            "m" => (Notation.DecimalSI, -3),
            "k" => (Notation.DecimalSI, 3),
            "M" => (Notation.DecimalSI, 6),
            "G" => (Notation.DecimalSI, 9),
            "T" => (Notation.DecimalSI, 12),
            "P" => (Notation.DecimalSI, 15),
            "E" => (Notation.DecimalSI, 18),
            "Ki" => (Notation.BinarySI, 10),
            "Mi" => (Notation.BinarySI, 20),
            "Gi" => (Notation.BinarySI, 30),
            "Ti" => (Notation.BinarySI, 40),
            "Pi" => (Notation.BinarySI, 50),
            "Ei" => (Notation.BinarySI, 60),
            _ => (Notation.DecimalExponent, 0),
        };
        return notation != Notation.DecimalExponent || (suffix[0] is 'e' or 'E'
            && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent));
    }

    /// <summary>A value in billionths, and how to write it.</summary>
    private sealed record Amount(BigInteger Nanos, Notation Notation)
    {
        public static readonly BigInteger NanosPerUnit = 1_000_000_000;
        public static readonly BigInteger MaxBinary = long.MaxValue * NanosPerUnit;

        public string Canonical()
        {
            if (Nanos.IsZero) return "0";
            var binary = Notation == Notation.BinarySI && BigInteger.Abs(Nanos) >= 1024 * NanosPerUnit && (Nanos % NanosPerUnit).IsZero;
            return binary ? Binary(Nanos / NanosPerUnit) : Decimal();
        }

        private static string Binary(BigInteger units)
        {
            var power = 0;
            while (power < 6 && (units % 1024).IsZero) { units /= 1024; power++; }
            return units.ToString(CultureInfo.InvariantCulture) + (power switch { 0 => "", 1 => "Ki", 2 => "Mi", 3 => "Gi", 4 => "Ti", 5 => "Pi", _ => "Ei" });
        }

        private string Decimal()
        {
            var number = Nanos;
            var exponent = -9;
            while ((number % 1000).IsZero) { number /= 1000; exponent += 3; }
            var text = number.ToString(CultureInfo.InvariantCulture);
            if (exponent == 0) return text;
            if (Notation == Notation.DecimalExponent || exponent > 18) return string.Create(CultureInfo.InvariantCulture, $"{text}e{exponent}");
            return text + (exponent switch { -9 => "n", -6 => "u", -3 => "m", 3 => "k", 6 => "M", 9 => "G", 12 => "T", 15 => "P", _ => "E" });
        }
    }
}
