using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kube.Api.Yaml;

/// <summary>What a plain scalar means: YAML 1.1 as sigs.k8s.io/yaml reads it (yes and off are booleans, 017 is octal, dates stay strings).</summary>
internal static partial class YamlScalar
{
    private static readonly FrozenDictionary<string, string> s_words = Words();

    /// <summary>The JSON text of a plain scalar that is no string; null when it is one.</summary>
    public static string? ToJson(string plain)
    {
        if (plain.Length == 0) return "null";
        if (plain[0] is '.' or '+' or '-' or (>= '0' and <= '9') || "yYnNtTfFoO~".Contains(plain[0], StringComparison.Ordinal))
        {
            if (s_words.TryGetValue(plain, out var word)) return word;
            if (plain[0] == '.' || char.IsAsciiDigit(plain[0]) || plain[0] is '+' or '-') return Number(plain);
        }
        return null;
    }

    /// <summary>Whether a string written plain would be read as something else, so that it has to be quoted.</summary>
    public static bool NeedsQuotes(string text) => ToJson(text) is not null || Base60().IsMatch(text) || IsTimestamp(text);

    private static string? Number(string text)
    {
        if (text[0] == '.') return Float().IsMatch(text) && ParseFloat(text) is { } fraction ? fraction : null;
        if (IsTimestamp(text)) return null;
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(plain) is { } integer) return integer;
        return Float().IsMatch(plain) ? ParseFloat(plain) : null;
    }

    private static string? ParseFloat(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? Json.JsonText.Format(value) : null;

    // Go's ParseInt with base 0, then ParseUint: a sign, then 0x, 0o, 0b or a leading 0 for octal.
    private static string? Integer(string text)
    {
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = digits[1] switch { 'x' or 'X' => 16, 'o' or 'O' => 8, 'b' or 'B' => 2, _ => 8 };
            digits = digits[(char.IsAsciiDigit(digits[1]) ? 1 : 2)..];
        }
        if (digits.IsEmpty) return null;
        ulong value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix || value > (ulong.MaxValue - (ulong)digit) / (ulong)radix) return null;
            value = (value * (ulong)radix) + (ulong)digit;
        }
        if (negative && value > 1UL << 63) return null;
        return (negative && value > 0 ? "-" : "") + value.ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsTimestamp(string text) =>
        text.Length >= 8 && text[4] == '-' && Timestamp().Match(text) is { Success: true } match
        && DateTime.TryParseExact($"{match.Groups[1].Value}-{match.Groups[2].Value}-{match.Groups[3].Value}", "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static FrozenDictionary<string, string> Words()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal) { ["~"] = "null", ["y"] = "true", ["Y"] = "true", ["n"] = "false", ["N"] = "false" };
        foreach (var (word, value) in new[] { ("yes", "true"), ("true", "true"), ("on", "true"), ("no", "false"), ("false", "false"), ("off", "false"), ("null", "null"), (".inf", "NaN"), ("+.inf", "NaN"), ("-.inf", "NaN") })
        {
            words[word] = value;
            words[word.ToUpperInvariant()] = value;
            var letter = word.AsSpan().IndexOfAnyInRange('a', 'z');
            words[string.Concat(word.AsSpan(0, letter), char.ToUpperInvariant(word[letter]).ToString(), word.AsSpan(letter + 1))] = value;
        }
        words[".nan"] = words[".NaN"] = words[".NAN"] = "NaN";
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")]
    private static partial Regex Base60();

    [GeneratedRegex(@"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:$|(?:[Tt]| )[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:$|Z$|[+-][0-9]{2}:[0-9]{2}$))")]
    private static partial Regex Timestamp();
}
