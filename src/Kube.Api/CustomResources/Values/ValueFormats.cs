using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

/// <summary>The formats of texts that upstream checks (kube-openapi's <c>strfmt</c> and the server's own, 1.36); others are for documents only.</summary>
internal static partial class ValueFormats
{
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> s_notInAddress = SearchValues.Create(" ,;<>()[]");

    private static readonly FrozenDictionary<string, Func<string, bool>> s_checks = new Dictionary<string, Func<string, bool>>
    {
        ["bsonobjectid"] = static text => text.Length == 24 && !text.AsSpan().ContainsAnyExcept(s_hex),
        ["uri"] = IsUri,
        ["email"] = IsEmail,
        ["hostname"] = IsHostname,
        ["ipv4"] = static text => IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork && text.AsSpan().Count('.') == 3,
        ["ipv6"] = static text => text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6,
        ["cidr"] = static text => FormatRules.ParseCidr(text) is not null,
        ["mac"] = static text => Mac().IsMatch(text),
        ["uuid"] = static text => Uuid().IsMatch(text),
        ["uuid3"] = static text => Uuid3().IsMatch(text),
        ["uuid4"] = static text => Uuid4().IsMatch(text),
        ["uuid5"] = static text => Uuid5().IsMatch(text),
        ["isbn"] = static text => IsIsbn10(text) || IsIsbn13(text),
        ["isbn10"] = IsIsbn10,
        ["isbn13"] = IsIsbn13,
        ["creditcard"] = IsCreditCard,
        ["ssn"] = static text => Ssn().IsMatch(text),
        ["hexcolor"] = static text => HexColor().IsMatch(text),
        ["rgbcolor"] = static text => RgbColor().IsMatch(text),
        ["byte"] = IsBase64,
        ["password"] = static _ => true,
        ["date"] = static text => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = IsDuration,
        ["datetime"] = IsDateTime,
        ["date-time"] = IsDateTime,
        ["k8s-short-name"] = static text => FormatRules.DnsLabel(text).Count == 0,
        ["k8s-long-name"] = static text => FormatRules.DnsSubdomain(text).Count == 0,
    }.ToFrozenDictionary();

    // Known to documents: said of a schema they are no reason to warn.
    private static readonly FrozenSet<string> s_documented = new[] { "int32", "int64", "float", "double", "binary", "float32", "float64" }.ToFrozenSet();

    public static bool IsKnown(string format) => s_checks.ContainsKey(format) || s_documented.Contains(format);

    public static bool IsText(string format) => s_checks.ContainsKey(format);

    public static bool Fits(string format, string text) => !s_checks.TryGetValue(format, out var check) || check(text);

    private static bool IsUri(string text) => Uri.TryCreate(text, UriKind.Absolute, out _) && !text.Contains(' ', StringComparison.Ordinal) || (text.StartsWith('/') && !text.Contains(' ', StringComparison.Ordinal));

    private static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1 && !text.AsSpan().ContainsAny(s_notInAddress) && text.AsSpan().Count('@') == 1
            && !text.AsSpan(at + 1).StartsWith('.') && !text.EndsWith('.') && !text.Contains("..", StringComparison.Ordinal);
    }

    private static bool IsHostname(string text) =>
        text.Length is > 0 and <= 255 && Array.TrueForAll(text.TrimEnd('.').Split('.'), static label => label.Length is > 0 and <= 63 && HostLabel().IsMatch(label));

    private static bool IsIsbn10(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 10 || digits.AsSpan(0, 9).ContainsAnyExceptInRange('0', '9')) return false;
        var sum = 0;
        for (var i = 0; i < 9; i++) sum += (i + 1) * (digits[i] - '0');
        var last = digits[9] == 'X' ? 10 : digits[9] is >= '0' and <= '9' ? digits[9] - '0' : -1;
        return last >= 0 && (sum + 10 * last) % 11 == 0;
    }

    private static bool IsIsbn13(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 13 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        var sum = 0;
        for (var i = 0; i < 12; i++) sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');
        return digits[12] - '0' == (10 - sum % 10) % 10;
    }

    private static bool IsCreditCard(string text)
    {
        var digits = NotDigit().Replace(text, "");
        if (digits.Length is < 12 or > 19) return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    private static bool IsBase64(string text)
    {
        if (text.Length == 0) return true;
        return Convert.TryFromBase64String(text, new byte[text.Length], out _) && text.Length % 4 == 0 && !text.AsSpan().ContainsAny(" \t");
    }

    private static bool IsDuration(string text) => GoDuration().IsMatch(text) || PlainDuration().IsMatch(text.Trim());

    private static bool IsDateTime(string text) =>
        DateAndTime().IsMatch(text) && DateTimeOffset.TryParse(text.Replace('t', 'T').Replace('z', 'Z'), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex("^([0-9A-Fa-f]{2}([:-]|$)){6}$|^([0-9A-Fa-f]{2}([:-]|$)){8}$|^([0-9A-Fa-f]{4}([.]|$)){3,4}$")]
    private static partial Regex Mac();

    [GeneratedRegex("^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex("^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$")]
    private static partial Regex Uuid3();

    [GeneratedRegex("^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$")]
    private static partial Regex Uuid4();

    [GeneratedRegex("^(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$")]
    private static partial Regex Uuid5();

    [GeneratedRegex("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$")]
    private static partial Regex Ssn();

    [GeneratedRegex("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$")]
    private static partial Regex RgbColor();

    [GeneratedRegex("^[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?$")]
    private static partial Regex HostLabel();

    [GeneratedRegex("[^0-9]+")]
    private static partial Regex NotDigit();

    [GeneratedRegex(@"^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$")]
    private static partial Regex GoDuration();

    [GeneratedRegex(@"^[0-9]+\s*(ns|nanos?|nanoseconds?|us|µs|μs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)$")]
    private static partial Regex PlainDuration();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:?[0-9]{2})$")]
    private static partial Regex DateAndTime();
}
