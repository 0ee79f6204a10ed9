using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Security;

/// <summary>Believes a proxy in front of the server, known by its certificate, who its users are (upstream's <c>authentication/request/headerrequest</c>, 1.36).</summary>
internal sealed class RequestHeaderAuthentication
{
    private readonly RequestHeaderOptions _options;
    private readonly ClientCertificateAuthenticator _proxies;

    public RequestHeaderAuthentication(IOptions<KubeApiServerOptions> options, ClusterCertificates certificates, TimeProvider time)
    {
        _options = options.Value.RequestHeader;
        X509Certificate2[] authorities = [certificates.FrontProxyAuthority.Certificate];
        if (_options.ClientCaFile is { Length: > 0 } file)
        {
            var given = new X509Certificate2Collection();
            given.ImportFromPemFile(file);
            authorities = [.. given];
        }

        _proxies = new(authorities, time);
    }

    /// <summary>Whether the request names a user in headers, truly or not.</summary>
    public bool IsAsked(IHeaderDictionary headers)
    {
        foreach (var name in _options.UsernameHeaders)
            if (headers.ContainsKey(name)) return true;
        return false;
    }

    /// <summary>The user that the headers name; null when there is none, or when those who say so are not believed.</summary>
    /// <remarks>Headers that were believed are taken away: nothing behind this server shall see them.</remarks>
    public async ValueTask<UserInfo?> AuthenticateAsync(HttpContext http, X509Certificate2 certificate)
    {
        var headers = http.Request.Headers;
        var name = _options.UsernameHeaders.Select(header => headers[header].ToString()).FirstOrDefault(static value => value.Length > 0);
        if (name is null) return null;
        var proxy = (await _proxies.AuthenticateAsync(new Credentials(null, certificate), http.RequestAborted)).User;
        if (proxy is null || (_options.AllowedNames.Count > 0 && !_options.AllowedNames.Contains(proxy.Name))) return null;
        var uid = _options.UidHeaders.Select(header => headers[header].ToString()).FirstOrDefault(static value => value.Length > 0);
        var groups = _options.GroupHeaders.SelectMany(header => headers[header]).OfType<string>().ToList();
        var user = RequestAuthenticator.WithAuthenticatedGroup(new UserInfo(name, uid, groups, Extra(headers)));
        foreach (var header in _options.UsernameHeaders.Concat(_options.GroupHeaders).Concat(_options.UidHeaders)) headers.Remove(header);
        return user;
    }

    private List<KeyValuePair<string, ImmutableArray<string>>> Extra(IHeaderDictionary headers)
    {
        var extra = new List<KeyValuePair<string, ImmutableArray<string>>>();
        foreach (var prefix in _options.ExtraHeaderPrefixes)
        {
            foreach (var header in headers.Where(header => header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                extra.Add(new(Uri.UnescapeDataString(header.Key[prefix.Length..].ToLowerInvariant()), [.. header.Value.OfType<string>()]));
                headers.Remove(header.Key);
            }
        }

        return extra;
    }
}
