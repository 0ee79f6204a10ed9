namespace Kube.Api.AspNetCore.Connect;

/// <summary>Turns links of a proxied page into links through the proxy, where they lead to the page's own server (apimachinery's <c>proxy.Transport</c>).</summary>
/// <param name="prefix">The path under which the proxied server appears, without a slash at its end.</param>
/// <param name="source">Where the page really is.</param>
/// <param name="requestHost">The host that the client asked.</param>
internal sealed class ProxyLinks(string prefix, Uri source, string requestHost)
{
    /// <summary>The path that the client asked for, for the proxied server.</summary>
    public string ForwardedPath => prefix + source.AbsolutePath;

    /// <summary>The link to show instead; the same when it leads elsewhere or is relative.</summary>
    public string Rewrite(string link)
    {
        if (!TrySplit(link, out var host, out var path)) return link;
        var isElsewhere = host.Length > 0 && host != source.Authority && host != requestHost;
        if (isElsewhere || !path.StartsWith('/')) return link;
        // The client's own host stays in front of the path; the proxied one is nothing to it.
        var start = host.Length > 0 && host == requestHost ? link[..link.IndexOf(path, link.IndexOf(host, StringComparison.Ordinal) + host.Length, StringComparison.Ordinal)] : "";
        return path.StartsWith(prefix, StringComparison.Ordinal) ? start + path : start + prefix + path;
    }

    // scheme://host/path, //host/path or /path; the query is part of the path here, which nothing above minds.
    private static bool TrySplit(string link, out string host, out string path)
    {
        host = "";
        path = link;
        var at = link.IndexOf("//", StringComparison.Ordinal);
        var hasHost = at == 0 || (at > 0 && link[at - 1] == ':' && link.AsSpan(0, at - 1).IndexOfAny('/', '?', '#') < 0);
        if (!hasHost) return link.IndexOf(':', StringComparison.Ordinal) is var colon && (colon < 0 || link.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && slash < colon);
        var rest = link[(at + 2)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        host = end < 0 ? rest : rest[..end];
        path = end < 0 ? "" : rest[end..];
        return true;
    }
}
