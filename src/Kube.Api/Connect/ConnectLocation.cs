using System.Globalization;
using System.Text;

namespace Kube.Api.Connect;

/// <summary>Builds the addresses that connections lead to.</summary>
internal static class ConnectLocation
{
    /// <summary>An address from its parts; an IPv6 host gets its brackets.</summary>
    /// <param name="scheme"><c>http</c> or <c>https</c>.</param>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Empty for the scheme's own.</param>
    /// <param name="path">Escaped, with its leading slash; or empty.</param>
    /// <param name="query">Pairs to escape; sorted by name, as Go encodes them.</param>
    public static Uri Make(string scheme, string host, string port, string path, params IEnumerable<KeyValuePair<string, string>> query)
    {
        var text = new StringBuilder(scheme).Append("://");
        if (host.Contains(':', StringComparison.Ordinal)) text.Append('[').Append(host).Append(']');
        else text.Append(host);
        if (port.Length > 0) text.Append(':').Append(port);
        text.Append(path);
        var separator = '?';
        foreach (var (name, value) in query.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new Uri(text.ToString(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    /// <summary>Reads <c>name</c>, <c>name:port</c> or <c>scheme:name:port</c> (apimachinery's SplitSchemeNamePort).</summary>
    public static bool TrySplit(string id, out string scheme, out string name, out string port)
    {
        var parts = id.Split(':');
        (scheme, name, port) = parts switch
        {
            [var only] => ("http", only, ""),
            [var host, var at] => ("http", host, at),
            ["" or "http", var host, var at] => ("http", host, at),
            ["https", var host, var at] => ("https", host, at),
            _ => ("", "", ""),
        };
        return name.Length > 0;
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
