using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Passes a page on with its links rewritten. A page too long to be held is passed on as it is.</summary>
internal static partial class HtmlForwarder
{
    private const int MaxPage = 4 << 20;

    public static async Task CopyAsync(HttpResponse response, HttpContentHeaders headers, Stream body, ProxyLinks links, CancellationToken cancellationToken)
    {
        var isGzip = headers.ContentEncoding.Contains("gzip");
        if (headers.ContentEncoding.Count > 0 && !isGzip)
        {
            await StreamCopy.CopyAsync(body, response.Body, 32 << 10, cancellationToken);
            return;
        }

        response.Headers.Remove("Content-Length");
        if (isGzip) response.Headers.Remove("Content-Encoding");
        await using var plain = isGzip ? new GZipStream(body, CompressionMode.Decompress) : body;
        var page = new byte[MaxPage];
        var length = await plain.ReadAtLeastAsync(page, MaxPage, throwOnEndOfStream: false, cancellationToken);
        // Latin-1 keeps every byte as it is, whatever the page's own encoding: tags, names and links that matter are ASCII.
        var rewritten = length == MaxPage ? page : Encoding.Latin1.GetBytes(Rewrite(Encoding.Latin1.GetString(page, 0, length), links));
        await response.Body.WriteAsync(rewritten, cancellationToken);
        await StreamCopy.CopyAsync(plain, response.Body, 32 << 10, cancellationToken);
    }

    internal static string Rewrite(string page, ProxyLinks links) =>
        Tag().Replace(page, tag => LinkAttributes.TryGetValue(tag.Groups["name"].Value.ToLowerInvariant(), out var names) ? RewriteTag(tag.Value, names, links) : tag.Value);

    private static string RewriteTag(string tag, string[] names, ProxyLinks links) => Attribute().Replace(tag, attribute =>
    {
        if (!names.Contains(attribute.Groups["name"].Value.ToLowerInvariant())) return attribute.Value;
        var value = attribute.Groups["value"];
        return attribute.Value[..(value.Index - attribute.Index)] + links.Rewrite(value.Value) + attribute.Value[(value.Index - attribute.Index + value.Length)..];
    });

    // Comments, scripts and styles are matched whole, so that nothing in them is taken for a tag.
    [GeneratedRegex("""<!--.*?-->|(?<=<(?:script|style)\b[^>]*>)[^<].*?(?=</(?:script|style)\b)|<(?<name>[a-zA-Z][a-zA-Z0-9]*)\b(?:[^>"']|"[^"]*"|'[^']*')*>""",
        RegexOptions.Singleline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("""\s(?<name>[a-zA-Z-]+)\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+))""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attribute();

    private static readonly Dictionary<string, string[]> LinkAttributes = new(StringComparer.Ordinal)
    {
        ["a"] = ["href"], ["applet"] = ["codebase"], ["area"] = ["href"], ["audio"] = ["src"], ["base"] = ["href"], ["blockquote"] = ["cite"],
        ["body"] = ["background"], ["button"] = ["formaction"], ["command"] = ["icon"], ["del"] = ["cite"], ["embed"] = ["src"], ["form"] = ["action"],
        ["frame"] = ["longdesc", "src"], ["head"] = ["profile"], ["html"] = ["manifest"], ["iframe"] = ["longdesc", "src"],
        ["img"] = ["longdesc", "src", "usemap"], ["input"] = ["src", "usemap", "formaction"], ["ins"] = ["cite"], ["link"] = ["href"],
        ["object"] = ["classid", "codebase", "data", "usemap"], ["q"] = ["cite"], ["script"] = ["src"], ["source"] = ["src"], ["video"] = ["poster", "src"],
    };
}
