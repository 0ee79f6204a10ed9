using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Client.Http;

/// <summary>Makes the HTTP client that a kubeconfig describes.</summary>
internal static class HttpConnections
{
    public static HttpClient Create(Kubeconfig config, string name) => Create(Handler(config), config, name, ownsHandler: true);

    /// <summary>The connections, which clients of several names may share.</summary>
    public static SocketsHttpHandler Handler(Kubeconfig config) => Handler(config, config.LoadClientCertificate());

    /// <summary>The same with a certificate that the kubeconfig does not name.</summary>
    public static SocketsHttpHandler Handler(Kubeconfig config, X509Certificate2? certificate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        EnableMultipleHttp2Connections = true,
        // A connection that died without a word is noticed, or a watch over it would wait for ever.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        SslOptions = Tls(config, certificate),
    };

    public static HttpClient Create(HttpMessageHandler handler, Kubeconfig config, string name, bool ownsHandler)
    {
        var http = new HttpClient(handler, ownsHandler)
        {
            BaseAddress = config.Server,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            // Watches last; a caller ends what it does not want to wait for.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", name);
        if (config.Token is { Length: > 0 } token) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static SslClientAuthenticationOptions Tls(Kubeconfig config, X509Certificate2? certificate)
    {
        var options = new SslClientAuthenticationOptions();
        if (certificate is not null)
        {
            options.ClientCertificates = [certificate];
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (config.InsecureSkipTlsVerify) options.RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null;
        else if (config.TlsServerName is { } name) options.TargetHost = name;
        if (config.CertificateAuthorityPem is not { } pem) return options;

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        options.CertificateChainPolicy = policy;
        return options;
    }
}
