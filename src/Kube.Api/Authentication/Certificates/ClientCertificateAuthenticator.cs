using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>Knows users by client certificates that one of the given authorities signed: the common name is the user, each organization a group.</summary>
/// <remarks>Checking a chain costs far more than serving a request. A caller that serves many requests over one connection keeps the answer with the
/// connection, no longer than <see cref="X509Certificate2.NotAfter"/>.</remarks>
public sealed class ClientCertificateAuthenticator : IAuthenticator
{
    private const string CredentialIdKey = "authentication.kubernetes.io/credential-id";

    private readonly ImmutableArray<X509Certificate2> _authorities;
    private readonly TimeProvider _time;

    /// <summary>Trusts the given authorities; the caller keeps owning the certificates and keeps them as long as this object.</summary>
    public ClientCertificateAuthenticator(IEnumerable<X509Certificate2> authorities, TimeProvider time)
    {
        _authorities = [.. authorities];
        _time = time;
    }

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken) =>
        ValueTask.FromResult(credentials.ClientCertificate is { } certificate ? Check(certificate) : AuthenticationResult.NotMine);

    internal static X509Chain CreateChain(IEnumerable<X509Certificate2> authorities)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var authority in authorities) chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain;
    }

    private AuthenticationResult Check(X509Certificate2 certificate)
    {
        using var chain = CreateChain(_authorities);
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        var trusted = chain.Build(certificate);
        foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        if (!trusted) return AuthenticationResult.Rejected;

        var (user, groups) = SubjectNames.Read(certificate.SubjectName);

        // A certificate without a common name is nobody's: upstream passes it on.
        if (string.IsNullOrEmpty(user)) return AuthenticationResult.NotMine;
        var id = "X509SHA256=" + Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));
        return AuthenticationResult.Success(new UserInfo(user, groups: groups, extra: [new(CredentialIdKey, [id])]));
    }
}
