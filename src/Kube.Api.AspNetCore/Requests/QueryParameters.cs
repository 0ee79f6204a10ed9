using System.Globalization;
using System.Text;
using Kube.Api.Errors;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>The query of a request, read as Go's net/url reads it: a pair that is not well-formed is left out.</summary>
internal readonly struct QueryParameters
{
    public static readonly QueryParameters Empty = new([]);

    private readonly List<KeyValuePair<string, string>> _pairs;

    private QueryParameters(List<KeyValuePair<string, string>> pairs) => _pairs = pairs;

    /// <summary>All pairs, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    public bool IsEmpty => _pairs.Count == 0;

    public static QueryParameters Parse(string? query)
    {
        if (string.IsNullOrEmpty(query) || query.Length < 2) return Empty;
        var pairs = new List<KeyValuePair<string, string>>(4);
        var text = query.AsSpan(query[0] == '?' ? 1 : 0);
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.IsEmpty || pair.Contains(';')) continue;
            var equals = pair.IndexOf('=');
            if (Unescape(equals < 0 ? pair : pair[..equals]) is { } name && Unescape(equals < 0 ? default : pair[(equals + 1)..]) is { } value)
                pairs.Add(new(name, value));
        }

        return new QueryParameters(pairs);
    }

    /// <summary>The first value of a parameter; null when it is not there.</summary>
    public string? Find(string name)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Key == name) return pair.Value;
        }

        return null;
    }

    public string Text(string name) => Find(name) ?? "";

    public IReadOnlyList<string> All(string name)
    {
        List<string>? found = null;
        foreach (var pair in _pairs)
        {
            if (pair.Key == name) (found ??= []).Add(pair.Value);
        }

        return found is null ? [] : found;
    }

    /// <summary>Anything but <c>false</c> and <c>0</c> is true, the empty text included (apimachinery's Convert_Slice_string_To_bool); null when not there.</summary>
    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        "0" => false,
        var value => !value.Equals("false", StringComparison.OrdinalIgnoreCase),
    };

    /// <exception cref="BadRequestException">The value is not a whole number; in Go's words.</exception>
    public long? Integer(string name)
    {
        if (Find(name) is not { } value) return null;
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        var digits = value.AsSpan().TrimStart("+-");
        var isNumber = !digits.IsEmpty && value.Length - digits.Length <= 1 && !digits.ContainsAnyExceptInRange('0', '9');
        throw new BadRequestException($"strconv.ParseInt: parsing {GoText.Quote(value)}: {(isNumber ? "value out of range" : "invalid syntax")}");
    }

    private static string? Unescape(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('%', '+') < 0) return text.ToString();
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '+':
                    bytes[length++] = (byte)' ';
                    break;
                case '%':
                    if (i + 2 >= text.Length || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return null;
                    bytes[length++] = value;
                    i += 2;
                    break;
                default:
                    var run = text[i..];
                    var end = run.IndexOfAny('%', '+');
                    if (end >= 0) run = run[..end];
                    length += Encoding.UTF8.GetBytes(run, bytes.AsSpan(length));
                    i += run.Length - 1;
                    break;
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
