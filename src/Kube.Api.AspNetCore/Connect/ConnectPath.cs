using Kube.Api.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Splits a path where the API's part ends and the proxied part begins.</summary>
internal static class ConnectPath
{
    /// <summary>What follows the subresource, escaped, with its leading slash and its trailing one; empty when nothing does.</summary>
    public static string Rest(PathString path)
    {
        var api = ApiPath.Parse(path.Value);
        // api/v1 or apis/{group}/{version}, perhaps namespaces/{ns}, then resource, name and subresource.
        var segments = (api.Group.IsEmpty ? 2 : 3) + (api.IsInNamespace ? 2 : 0) + 3;
        var text = path.ToUriComponent();
        var at = 0;
        while (segments > 0)
        {
            while (at < text.Length && text[at] == '/') at++;
            var end = text.IndexOf('/', at);
            if (end < 0) return "";
            at = end;
            segments--;
        }

        return text[at..];
    }
}
