using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Aggregation;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Connect;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Connect;

/// <summary>Connections from here to nodes, and to whatever pods and services serve.</summary>
internal sealed class BackendConnections : IDisposable
{
    private readonly HttpMessageInvoker _nodes;
    private readonly HttpMessageInvoker _unverifiedNodes;
    private readonly HttpMessageInvoker _others;
    private readonly FrontProxyClients? _frontProxy;

    public BackendConnections(IOptions<KubeApiServerOptions> options, ClusterCertificates certificates, IEnumerable<FrontProxyClients> frontProxies)
    {
        _frontProxy = frontProxies.FirstOrDefault();
        var authorityFile = options.Value.KubeletCertificateAuthority;
        X509Certificate2Collection? authorities = null;
        if (authorityFile.Length > 0) (authorities = []).ImportFromPemFile(authorityFile);
        _unverifiedNodes = Create(Tls(certificates.KubeletClient, null));
        _nodes = authorities is null ? _unverifiedNodes : Create(Tls(certificates.KubeletClient, authorities));
        _others = Create(Tls(null, null));
    }

    public HttpMessageInvoker To(ConnectTarget target) => target.Behind is { } behind && _frontProxy is { } frontProxy ? frontProxy.To(behind) : !target.IsNode ? _others : target.SkipsVerification ? _unverifiedNodes : _nodes;

    public void Dispose()
    {
        _nodes.Dispose();
        _unverifiedNodes.Dispose();
        _others.Dispose();
    }

    private static HttpMessageInvoker Create(SslClientAuthenticationOptions tls) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
        SslOptions = tls,
        UseCookies = false,
        UseProxy = false,
    });

    private static SslClientAuthenticationOptions Tls(X509Certificate2? own, X509Certificate2Collection? authorities)
    {
        var tls = new SslClientAuthenticationOptions();
        if (own is not null)
        {
            tls.ClientCertificates = [own];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        }

        if (authorities is null)
        {
            tls.RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null;
            return tls;
        }

        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return tls;
    }
}
