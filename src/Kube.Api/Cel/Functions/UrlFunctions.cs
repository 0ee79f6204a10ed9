using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Formats;
using static Kube.Api.Cel.Functions.StandardFunctions;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' URL library: absolute URIs and absolute paths.</summary>
internal static class UrlFunctions
{
    private static readonly CelType s_url = CelType.Opaque("kubernetes.URL");

    public static void AddTo(CelFunctions functions)
    {
        functions.AddType(s_url.Name, s_url);
        functions.Add("isURL", [CelType.String], CelType.Bool, args => CelBool.Of(GoUrl.TryParse(Text(args[0]), out _, out _)), CelCost.FirstText);
        functions.Add("url", [CelType.String], s_url, Parse, CelCost.FirstText);
        Part(functions, "getScheme", url => url.Scheme);
        Part(functions, "getHost", url => url.Host);
        Part(functions, "getHostname", url => url.Hostname);
        Part(functions, "getPort", url => url.Port);
        Part(functions, "getEscapedPath", url => url.EscapedPath);
        functions.AddMember("getQuery", [s_url], CelType.Map(CelType.String, CelType.List(CelType.String)), Query);
    }

    private static CelValue Parse(CelValue[] args) => GoUrl.TryParse(Text(args[0]), out var url, out var error)
        ? new CelOpaque<GoUrl>(s_url, url)
        : new CelError($"URL parse error during conversion from string: {error}");

    private static void Part(CelFunctions functions, string name, Func<GoUrl, string> part) =>
        functions.AddMember(name, [s_url], CelType.String, args => CelString.Of(part(((CelOpaque<GoUrl>)args[0]).Value)));

    private static CelEntries Query(CelValue[] args)
    {
        var entries = new CelEntries();
        foreach (var (name, values) in ((CelOpaque<GoUrl>)args[0]).Value.Query())
        {
            entries.TryAdd(CelString.Of(name), new CelItems([.. values.Select(CelString.Of)]));
        }
        return entries;
    }
}
