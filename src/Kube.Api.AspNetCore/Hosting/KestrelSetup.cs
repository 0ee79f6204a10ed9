using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Authentication.Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Hosting;

/// <summary>Makes Kestrel the API server's listener: TLS with the cluster's certificate, HTTP/1.1 and HTTP/2, limits as upstream's server has them.</summary>
internal sealed class KestrelSetup(IOptions<KubeApiServerOptions> server, ClusterCertificates certificates) : IConfigureOptions<KestrelServerOptions>
{
    private static readonly UTF8Encoding s_headers = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        // Go takes any bytes; one that is no UTF-8 becomes a replacement character.
        options.RequestHeaderEncodingSelector = static _ => s_headers;
        // The door counts body bytes itself, to answer with a Status.
        options.Limits.MaxRequestBodySize = null;
        // Go allows a mebibyte of headers, request line included; label selectors of controllers do grow long.
        options.Limits.MaxRequestHeadersTotalSize = 1 << 20;
        options.Limits.MaxRequestLineSize = 1 << 19;
        options.Limits.MaxRequestBufferSize = 1 << 20;
        options.Limits.Http2.MaxRequestHeaderFieldSize = 1 << 19;
        // A client library runs all its watches over one connection.
        options.Limits.Http2.MaxStreamsPerConnection = 1000;
        var https = Https();
        foreach (var address in server.Value.FurtherBindAddresses.Prepend(server.Value.BindAddress))
        {
            options.Listen(new IPEndPoint(address, server.Value.SecurePort), listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https);
                listen.Use(static next => connection =>
                {
                    if (connection.Features.Get<ISslStreamFeature>() is { } tls) TlsBuffers.ReleaseWhenIdle(tls.SslStream);
                    return next(connection);
                });
            });
        }
    }

    private HttpsConnectionAdapterOptions Https()
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        trust.CustomTrustStore.Add(certificates.Authority.Certificate);
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = ForTls(certificates.Server),
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            // A certificate that nobody knows is no failed handshake but a 401: authentication looks at it.
            ClientCertificateValidation = static (_, _, _) => true,
            OnAuthenticate = (_, options) =>
            {
                options.CertificateChainPolicy = trust;
                options.AllowRenegotiation = false;
            },
        };
    }

    // Windows' TLS wants the private key in a key store.
    private static X509Certificate2 ForTls(X509Certificate2 certificate) =>
        OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate;
}
