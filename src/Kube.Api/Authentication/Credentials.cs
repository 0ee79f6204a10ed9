using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication;

/// <summary>What a request brings to prove who makes it.</summary>
/// <param name="BearerToken">The token of <c>Authorization: Bearer …</c>, never empty; null when there is none.</param>
/// <param name="ClientCertificate">The certificate of the TLS connection, not yet checked against any authority; null when there is none.
/// The connection owns it.</param>
public readonly record struct Credentials(string? BearerToken, X509Certificate2? ClientCertificate)
{
    /// <summary>Whom the token should be for; default or empty: this server.</summary>
    public ImmutableArray<string> Audiences { get; init; }

    /// <summary>Whether the request brings nothing.</summary>
    public bool IsEmpty => BearerToken is null && ClientCertificate is null;
}
