using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>A certificate authority of the cluster's own: ECDSA P-256, signs serving and client certificates.</summary>
/// <remarks>Thread-safe. Certificates it issues carry their private key and belong to the caller, who disposes them.</remarks>
public sealed partial class CertificateAuthority : IDisposable
{
    /// <summary>How long an authority lives: ten years, as kubeadm's.</summary>
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>How long an issued certificate lives: one year, as kubeadm's.</summary>
    public static readonly TimeSpan IssuedLifetime = TimeSpan.FromDays(365);

    // Clocks of a fleet differ; a certificate is valid a little before it was made.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;

    /// <summary>Wraps an authority's certificate; takes it over.</summary>
    /// <param name="certificate">The authority's certificate with its ECDSA private key.</param>
    /// <param name="time">The clock that lifetimes are counted by.</param>
    /// <exception cref="ArgumentException">The certificate has no ECDSA private key.</exception>
    public CertificateAuthority(X509Certificate2 certificate, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(time);
        using var key = certificate.GetECDsaPrivateKey();
        if (key is null) throw new ArgumentException("the authority's certificate has no ECDSA private key", nameof(certificate));
        Certificate = certificate;
        _time = time;
    }

    /// <summary>The authority's own certificate; disposed with the authority.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes a new self-signed authority.</summary>
    /// <param name="commonName">Its common name, such as <c>kubernetes</c>.</param>
    /// <param name="time">The clock that lifetimes are counted by.</param>
    public static CertificateAuthority Create(string commonName, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(commonName, []), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return new CertificateAuthority(request.CreateSelfSigned(now - ClockSkew, now + AuthorityLifetime), time);
    }

    /// <summary>Issues a serving certificate.</summary>
    /// <param name="commonName">Its common name.</param>
    /// <param name="dnsNames">The names that clients call the server by.</param>
    /// <param name="addresses">The addresses that clients call the server by.</param>
    public X509Certificate2 IssueServer(string commonName, IEnumerable<string> dnsNames, IEnumerable<IPAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(dnsNames);
        ArgumentNullException.ThrowIfNull(addresses);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in dnsNames) names.AddDnsName(name);
        foreach (var address in addresses) names.AddIpAddress(address);
        return Issue(Subject(commonName, []), new Oid("1.3.6.1.5.5.7.3.1"), names.Build());
    }

    /// <summary>Issues a client certificate: the common name becomes the user, each organization one of its groups.</summary>
    public X509Certificate2 IssueClient(string user, IEnumerable<string> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return Issue(Subject(user, groups), new Oid("1.3.6.1.5.5.7.3.2"), alternativeNames: null);
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private X509Certificate2 Issue(X500DistinguishedName subject, Oid usage, X509Extension? alternativeNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (alternativeNames is not null) request.CertificateExtensions.Add(alternativeNames);

        var now = _time.GetUtcNow();
        var end = now + IssuedLifetime;
        var authorityEnd = new DateTimeOffset(Certificate.NotAfter.ToUniversalTime());
        using var issued = request.Create(Certificate, now - ClockSkew, end < authorityEnd ? end : authorityEnd, NewSerial());
        return issued.CopyWithPrivateKey(key);
    }

    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;                                            // positive, as DER integers of serial numbers must be
        return serial;
    }

    private static X500DistinguishedName Subject(string commonName, IEnumerable<string> organizations)
    {
        var subject = new X500DistinguishedNameBuilder();
        foreach (var organization in organizations) subject.AddOrganizationName(organization);
        subject.AddCommonName(commonName);
        return subject.Build();
    }
}
