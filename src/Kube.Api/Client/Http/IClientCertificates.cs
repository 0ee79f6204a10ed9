using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Client.Http;

/// <summary>Where a client's certificate comes from that is renewed while the client lives.</summary>
public interface IClientCertificates
{
    /// <summary>The certificate to show now, with its private key; waits while there is none yet. Called before every request, concurrently: it should return at once when it can.</summary>
    /// <remarks>The certificate stays the source's, which keeps it usable for as long as requests may use it. Another instance than before means: open new connections.</remarks>
    ValueTask<X509Certificate2> GetAsync(CancellationToken cancellationToken);
}
