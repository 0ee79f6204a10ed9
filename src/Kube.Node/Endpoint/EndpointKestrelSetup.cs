using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Kube.Node.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

/// <summary>Adds the endpoint's listener to the host's server, beside whatever else it listens on.</summary>
internal sealed class EndpointKestrelSetup(
    IOptions<NodeEndpointOptions> options, IOptions<NodeOptions> node, EndpointCertificates certificates, NodeEndpointListener listener) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Listen(new IPEndPoint(options.Value.Address, node.Value.Port), listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listener.Attach(listen);
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificateSelector = (connection, _) => certificates.For((connection?.LocalEndPoint as IPEndPoint)?.Address),
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                // A certificate that nobody knows is no failed handshake but a 401.
                ClientCertificateValidation = static (_, _, _) => true,
                OnAuthenticate = (_, tls) =>
                {
                    tls.AllowRenegotiation = false;
                    tls.CertificateChainPolicy = Trust(certificates.ClientAuthorities);
                },
            });
        });
    }

    private static X509ChainPolicy Trust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
