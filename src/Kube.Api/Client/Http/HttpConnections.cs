using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication.Certificates;

namespace Kube.Api.Client.Http;

/// <summary>Makes the HTTP client that a kubeconfig describes.</summary>
internal static class HttpConnections
{
    public static HttpClient Create(Kubeconfig config, string name, TimeProvider? time = null) => Create(Handler(config, time ?? TimeProvider.System), config, name, ownsHandler: true);

    /// <summary>The connections, which clients of several names may share.</summary>
    public static HttpMessageHandler Handler(Kubeconfig config, TimeProvider time)
    {
        var program = config.Exec is { } plugin ? new ExecCredentials(plugin, config, time) : null;
        var sockets = Sockets(config, config.LoadClientCertificate(), program);
        if (config.ProxyUrl is { } proxy) sockets.Proxy = new WebProxy(proxy);
        // A certificate that is replaced takes part in the connections that come after.
        if (program is not null) sockets.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        return new CredentialHandler(config, program, time, new RetryHandler(time, sockets));
    }

    /// <summary>Connections with a certificate that the kubeconfig does not name, and nothing else of its user.</summary>
    public static SocketsHttpHandler Handler(Kubeconfig config, X509Certificate2? certificate) => Sockets(config, certificate, null);

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
        if (config.Impersonate is { Length: > 0 } other) http.DefaultRequestHeaders.TryAddWithoutValidation("Impersonate-User", other);
        return http;
    }

    private static SocketsHttpHandler Sockets(Kubeconfig config, X509Certificate2? certificate, ExecCredentials? program) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        EnableMultipleHttp2Connections = true,
        // A connection that died without a word is noticed, or a watch over it would wait for ever.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        SslOptions = Tls(config, certificate, program),
    };

    private static SslClientAuthenticationOptions Tls(Kubeconfig config, X509Certificate2? certificate, ExecCredentials? program)
    {
        var options = new SslClientAuthenticationOptions();
        if (certificate is not null)
        {
            options.ClientCertificates = [certificate];
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }
        else if (program is not null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => program.Certificate!;
        }

        if (config.InsecureSkipTlsVerify) options.RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null;
        else if (config.TlsServerName is { } name) options.TargetHost = name;
        if (config.CertificateAuthorityPem is { } pem) options.CertificateChainPolicy = TrustedAuthorities.Policy(pem);
        return options;
    }
}
