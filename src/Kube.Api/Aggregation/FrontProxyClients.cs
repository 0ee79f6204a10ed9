using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Webhooks;

namespace Kube.Api.Aggregation;

/// <summary>Connections to the servers behind this one, which believe it by its certificate who the user is. Kept per server. Safe for concurrent use.</summary>
public sealed class FrontProxyClients : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _clients = new();
    private readonly IServiceAddresses _services;
    private readonly Lazy<X509Certificate2?> _certificate;

    internal FrontProxyClients(IServiceAddresses services, ClusterCertificates? certificates)
    {
        _services = services;
        _certificate = new(() => certificates?.FrontProxyAuthority.IssueClient("front-proxy", []));
    }

    /// <summary>The headers that tell a server behind who the user is; to be sent over the connections of <see cref="To"/> alone, which give each value a line of its own.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Describe(UserInfo user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var headers = new List<KeyValuePair<string, string>> { new("X-Remote-User", user.Name) };
        if (user.Uid is { Length: > 0 } uid) headers.Add(new("X-Remote-Uid", uid));
        foreach (var group in user.Groups) headers.Add(new("X-Remote-Group", group));
        foreach (var (key, values) in user.Extra.OrderBy(static extra => extra.Key, StringComparer.Ordinal))
            foreach (var value in values) headers.Add(new($"X-Remote-Extra-{Uri.EscapeDataString(key)}", value));
        return [.. SplitHeaders.Join(headers)];
    }

    /// <summary>The connections to a server.</summary>
    public HttpMessageInvoker To(AggregatedApi api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var key = $"{api.ServiceNamespace}/{api.ServiceName}:{api.ServicePort}/{api.SkipsVerification}/{Convert.ToBase64String(api.CaBundle.Span)}";
        return _clients.GetOrAdd(key, _ => Create(api));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
        if (_certificate.IsValueCreated) _certificate.Value?.Dispose();
    }

    private HttpMessageInvoker Create(AggregatedApi api)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = api.ServerName };
        if (_certificate.Value is { } own)
        {
            tls.ClientCertificates = [own];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }

        if (api.SkipsVerification)
        {
            tls.RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null;
        }
        else if (!api.CaBundle.IsEmpty)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
            };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(api.CaBundle.Span));
        }

        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (_, token) => ServiceSockets.ConnectAsync(_services, api.ServiceNamespace, api.ServiceName, api.ServicePort, token),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PlaintextStreamFilter = static (context, _) => new(SplitHeaders.Filter(context.PlaintextStream)),
            SslOptions = tls,
            UseCookies = false,
            UseProxy = false,
        });
    }
}
