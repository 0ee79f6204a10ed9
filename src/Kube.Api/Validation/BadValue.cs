using System.Globalization;
using System.Text;

namespace Kube.Api.Validation;

/// <summary>Writes the offending value of an error as upstream does: text quoted by Go's rules, numbers and booleans bare.</summary>
internal static class BadValue
{
    public static string Format(object? value) => value switch
    {
        null => "null",
        Models.IntOrString { IsString: true } text => Quote(text.Text!),
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        IFormattable number when number.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        DateTime time => JsonQuote(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        IEnumerable<KeyValuePair<string, string>> map => Map(map),
        IEnumerable<string> list => $"[{string.Join(',', list.Select(JsonQuote))}]",
        _ => value.ToString() ?? "null",
    };

    /// <summary>A string as Go's JSON encoder writes it, which escapes what HTML gives a meaning to.</summary>
    public static string JsonQuote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Map(IEnumerable<KeyValuePair<string, string>> map) =>
        $"{{{string.Join(',', map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{JsonQuote(e.Key)}:{JsonQuote(e.Value)}"))}}}";

    /// <summary>Go's <c>%q</c>: printable characters as they are, the rest escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\v' => quoted.Append("\\v"),
                < 0x20 or 0x7f => quoted.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture)),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }
}
