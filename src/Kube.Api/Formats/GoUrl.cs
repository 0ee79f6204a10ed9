using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Kube.Api.Validation;

namespace Kube.Api.Formats;

/// <summary>An absolute URI or absolute path, taken apart as Go's <c>url.ParseRequestURI</c> does, with its error messages.</summary>
internal sealed record GoUrl(string Scheme, string Host, string EscapedPath, string RawQuery)
{
    private static readonly SearchValues<char> s_schemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static readonly SearchValues<char> s_badHostCharacters = SearchValues.Create(" \"<>\\^`{|}");

    /// <summary>The host without its port and brackets.</summary>
    public string Hostname
    {
        get
        {
            if (Host.StartsWith('[')) return Host[1..Math.Max(1, Host.IndexOf(']', StringComparison.Ordinal))];
            return Host.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? Host[..colon] : Host;
        }
    }

    public string Port
    {
        get
        {
            var colon = Host.LastIndexOf(':');
            return colon > Host.LastIndexOf(']') ? Host[(colon + 1)..] : "";
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out GoUrl? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = Parse(text, ref url) is { } reason ? $"parse {BadValue.Quote(text)}: {reason}" : null;
        return error is null && url is not null;
    }

    /// <summary>The parameters of the query, in order of first appearance.</summary>
    public IReadOnlyList<KeyValuePair<string, List<string>>> Query()
    {
        var parameters = new List<KeyValuePair<string, List<string>>>();
        foreach (var part in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Contains(';', StringComparison.Ordinal)) continue;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = Unescape(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Unescape(part[(equals + 1)..]);
            var known = parameters.FindIndex(parameter => parameter.Key == name);
            if (known >= 0) parameters[known].Value.Add(value);
            else parameters.Add(KeyValuePair.Create(name, new List<string> { value }));
        }
        return parameters;
    }

    private static string? Parse(string text, ref GoUrl? url)
    {
        if (text.Length == 0) return "empty url";
        foreach (var c in text)
        {
            if (c < ' ' || c == '\x7f') return "net/url: invalid control character in URL";
        }
        var (scheme, rest) = ("", text);
        if (char.IsAsciiLetter(text[0]))
        {
            var end = text.AsSpan().IndexOfAnyExcept(s_schemeCharacters);
            if (end >= 0 && text[end] == ':') (scheme, rest) = (text[..end].ToLowerInvariant(), text[(end + 1)..]);
        }
        else if (text[0] == ':')
        {
            return "missing protocol scheme";
        }
        var query = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0) (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length == 0) return "invalid URI for request";
            url = new GoUrl(scheme, "", "", query);
            return null;
        }
        var host = "";
        if (scheme.Length > 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            (host, rest) = slash < 0 ? (rest[2..], "") : (rest[2..slash], rest[slash..]);
            host = host[(host.LastIndexOf('@') + 1)..];
            if (HostError(host) is { } wrong) return wrong;
        }
        if (BadEscape(rest) is { } escape) return $"invalid URL escape {BadValue.Quote(escape)}";
        url = new GoUrl(scheme, host, EscapePath(rest), query);
        return null;
    }

    private static string? HostError(string host)
    {
        if (host.StartsWith('[') && !host.Contains(']', StringComparison.Ordinal)) return "missing ']' in host";
        var colon = host.LastIndexOf(':');
        var port = colon > host.LastIndexOf(']') ? host[(colon + 1)..] : "";
        if (port.AsSpan().ContainsAnyExceptInRange('0', '9')) return $"invalid port {BadValue.Quote(":" + port)} after host";
        var bad = host.AsSpan().IndexOfAny(s_badHostCharacters);
        return bad >= 0 ? $"invalid character {BadValue.Quote(host[bad].ToString())} in host name" : null;
    }

    private static string? BadEscape(string path)
    {
        for (var i = path.IndexOf('%', StringComparison.Ordinal); i >= 0; i = path.IndexOf('%', i + 1))
        {
            if (i + 2 >= path.Length || !char.IsAsciiHexDigit(path[i + 1]) || !char.IsAsciiHexDigit(path[i + 2])) return path.Substring(i, Math.Min(3, path.Length - i));
        }
        return null;
    }

    // What is escaped already stays; what may not stand in a path is escaped.
    private static string EscapePath(string path)
    {
        var escaped = new StringBuilder(path.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)unit;
            if (char.IsAsciiLetterOrDigit(c) || "-_.~$&+,/:;=@%!'()*[]".Contains(c, StringComparison.Ordinal)) escaped.Append(c);
            else escaped.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
