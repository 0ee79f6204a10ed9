using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Formats;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' URL library: absolute URIs and absolute paths.</summary>
internal static class UrlFunctions
{
    private static readonly CelType s_url = CelType.Opaque("kubernetes.URL");

    private static readonly CelTextType<GoUrl> s_text = new(s_url, static text =>
        GoUrl.TryParse(text, out var url, out var error) ? new CelOpaque<GoUrl>(s_url, url) : new CelError($"URL parse error during conversion from string: {error}"));

    public static void AddTo(CelFunctions functions)
    {
        s_text.AddTo(functions, "url", "isURL", CelCost.FirstTextKept, CelCost.One);
        Part(functions, "getScheme", url => url.Scheme);
        Part(functions, "getHost", url => url.Host);
        Part(functions, "getHostname", url => url.Hostname);
        Part(functions, "getPort", url => url.Port);
        Part(functions, "getEscapedPath", url => url.EscapedPath);
        s_text.AddMember(functions, "getQuery", CelType.Map(CelType.String, CelType.List(CelType.String)), Query);
    }

    private static void Part(CelFunctions functions, string name, Func<GoUrl, string> part) => s_text.AddMember(functions, name, CelType.String, url => CelString.Of(part(url)));

    private static CelEntries Query(GoUrl url)
    {
        var entries = new CelEntries();
        foreach (var (name, values) in url.Query())
        {
            entries.TryAdd(CelString.Of(name), new CelItems([.. values.Select(CelString.Of)]));
        }
        return entries;
    }
}
