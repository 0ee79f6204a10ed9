namespace Kube.Api.Json;

/// <summary>Finds the first error of a text against the JSON grammar and words it as Go's encoding/json does (<c>scanner.go</c>).
/// Only asked when something went wrong.</summary>
internal static class JsonSyntax
{
    private const string EndOfInput = "unexpected end of JSON input";
    private const string BeginningOfValue = "looking for beginning of value";

    /// <summary>The error's text; null when the text is a valid JSON value.</summary>
    public static string? FindError(ReadOnlySpan<byte> data)
    {
        var at = 0;
        var open = new Stack<bool>();                        // true: an object
        while (true)
        {
            if (Value(data, ref at, open, out var opened) is { } error) return error;
            if (opened) continue;
            if (Ends(data, ref at, open, out var done) is { } after) return after;
            if (done) return null;
        }
    }

    // One scalar, or the opening of an object (with its first name) or list. An empty one is closed at once and counts as a scalar.
    private static string? Value(ReadOnlySpan<byte> data, ref int at, Stack<bool> open, out bool opened)
    {
        opened = false;
        SkipSpace(data, ref at);
        if (at >= data.Length) return EndOfInput;
        switch (data[at])
        {
            case (byte)'{':
                at++;
                open.Push(true);
                if (open.Count > ModelJsonReader.MaxDepth) return "exceeded max depth";
                SkipSpace(data, ref at);
                if (at < data.Length && data[at] == (byte)'}') return null;
                opened = true;
                return Name(data, ref at);
            case (byte)'[':
                at++;
                open.Push(false);
                if (open.Count > ModelJsonReader.MaxDepth) return "exceeded max depth";
                SkipSpace(data, ref at);
                opened = at >= data.Length || data[at] != (byte)']';
                return null;
            case (byte)'"': return String(data, ref at);
            case (byte)'t': return Literal(data, ref at, "true");
            case (byte)'f': return Literal(data, ref at, "false");
            case (byte)'n': return Literal(data, ref at, "null");
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Number(data, ref at);
            default: return Invalid(data[at], BeginningOfValue);
        }
    }

    // Behind a value: a comma, or the ends of what is open, or the end of the text.
    private static string? Ends(ReadOnlySpan<byte> data, ref int at, Stack<bool> open, out bool done)
    {
        done = false;
        while (true)
        {
            SkipSpace(data, ref at);
            if (open.Count == 0)
            {
                done = at >= data.Length;
                return done ? null : Invalid(data[at], "after top-level value");
            }
            if (at >= data.Length) return EndOfInput;
            var inObject = open.Peek();
            var c = data[at];
            if (c == (byte)',')
            {
                at++;
                return inObject ? Name(data, ref at) : null;
            }
            if (c != (inObject ? (byte)'}' : (byte)']')) return Invalid(c, inObject ? "after object key:value pair" : "after array element");
            at++;
            open.Pop();
        }
    }

    private static string? Name(ReadOnlySpan<byte> data, ref int at)
    {
        SkipSpace(data, ref at);
        if (at >= data.Length) return EndOfInput;
        if (data[at] != (byte)'"') return Invalid(data[at], "looking for beginning of object key string");
        if (String(data, ref at) is { } error) return error;
        SkipSpace(data, ref at);
        if (at >= data.Length) return EndOfInput;
        return data[at++] == (byte)':' ? null : Invalid(data[at - 1], "after object key");
    }

    private static string? String(ReadOnlySpan<byte> data, ref int at)
    {
        for (at++; at < data.Length; at++)
        {
            var c = data[at];
            if (c == (byte)'"') { at++; return null; }
            if (c < 0x20) return Invalid(c, "in string literal");
            if (c != (byte)'\\') continue;
            if (++at >= data.Length) return EndOfInput;
            if (data[at] != (byte)'u')
            {
                if (!"\"\\/bfnrt"u8.Contains(data[at])) return Invalid(data[at], "in string escape code");
                continue;
            }
            for (var digit = 0; digit < 4; digit++)
            {
                if (++at >= data.Length) return EndOfInput;
                if (!char.IsAsciiHexDigit((char)data[at])) return Invalid(data[at], "in \\u hexadecimal character escape");
            }
        }
        return EndOfInput;
    }

    private static string? Literal(ReadOnlySpan<byte> data, ref int at, string text)
    {
        for (var i = 0; i < text.Length; i++, at++)
        {
            if (at >= data.Length) return EndOfInput;
            if (data[at] != text[i]) return Invalid(data[at], $"in literal {text} (expecting '{text[i]}')");
        }
        return null;
    }

    private static string? Number(ReadOnlySpan<byte> data, ref int at)
    {
        if (data[at] == (byte)'-')
        {
            at++;
            if (at >= data.Length) return EndOfInput;
            if (!IsDigit(data, at)) return Invalid(data[at], "in numeric literal");
        }
        if (data[at] == (byte)'0') at++;
        else while (IsDigit(data, at)) at++;
        if (at < data.Length && data[at] == (byte)'.')
        {
            at++;
            if (at >= data.Length) return EndOfInput;
            if (!IsDigit(data, at)) return Invalid(data[at], "after decimal point in numeric literal");
            while (IsDigit(data, at)) at++;
        }
        if (at < data.Length && data[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < data.Length && data[at] is (byte)'+' or (byte)'-') at++;
            if (at >= data.Length) return EndOfInput;
            if (!IsDigit(data, at)) return Invalid(data[at], "in exponent of numeric literal");
            while (IsDigit(data, at)) at++;
        }
        return null;
    }

    private static bool IsDigit(ReadOnlySpan<byte> data, int at) => at < data.Length && (uint)(data[at] - '0') <= 9;

    private static void SkipSpace(ReadOnlySpan<byte> data, ref int at)
    {
        while (at < data.Length && data[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
    }

    private static string Invalid(byte c, string context) => $"invalid character {GoText.QuoteCharacter(c)} {context}";
}
