using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

public sealed partial class CertificateAuthority
{
    /// <summary>Signs what somebody asks for, subject and names as they are; whether they may have it was decided before.</summary>
    /// <param name="request">For whom and for which key.</param>
    /// <param name="usages">What the key may be used for, in the words of certificate signing requests, such as <c>client auth</c>.</param>
    /// <param name="notBefore">From when it is valid.</param>
    /// <param name="notAfter">Until when; never longer than the authority itself.</param>
    /// <returns>The certificate, in PEM.</returns>
    /// <exception cref="ArgumentException">A usage is none.</exception>
    public string Sign(SigningRequest request, IEnumerable<string> usages, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(usages);
        var (flags, extended) = Read(usages);
        var signed = new CertificateRequest(request.Request.SubjectName, request.Request.PublicKey, HashAlgorithmName.SHA256);
        signed.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        if (extended.Count > 0) signed.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(extended, critical: false));
        signed.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        signed.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (request.AlternativeNamesExtension is { } names) signed.CertificateExtensions.Add(names);

        var authorityEnd = new DateTimeOffset(Certificate.NotAfter.ToUniversalTime());
        using var key = Certificate.GetECDsaPrivateKey()!;
        // By a generator: the requester's key need not be of the authority's kind.
        using var issued = signed.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), notBefore, notAfter < authorityEnd ? notAfter : authorityEnd, NewSerial());
        return issued.ExportCertificatePem() + "\n";
    }

    private static (X509KeyUsageFlags Flags, OidCollection Extended) Read(IEnumerable<string> usages)
    {
        var flags = X509KeyUsageFlags.None;
        var extended = new OidCollection();
        foreach (var usage in usages)
        {
            if (FlagOf(usage) is { } flag) flags |= flag;
            else extended.Add(new Oid(ExtendedOf(usage) ?? throw new ArgumentException($"unrecognized usage {usage}", nameof(usages))));
        }

        return (flags, extended);
    }

    private static X509KeyUsageFlags? FlagOf(string usage) => usage switch
    {
        "signing" or "digital signature" => X509KeyUsageFlags.DigitalSignature,
        "content commitment" => X509KeyUsageFlags.NonRepudiation,
        "key encipherment" => X509KeyUsageFlags.KeyEncipherment,
        "key agreement" => X509KeyUsageFlags.KeyAgreement,
        "data encipherment" => X509KeyUsageFlags.DataEncipherment,
        "cert sign" => X509KeyUsageFlags.KeyCertSign,
        "crl sign" => X509KeyUsageFlags.CrlSign,
        "encipher only" => X509KeyUsageFlags.EncipherOnly,
        "decipher only" => X509KeyUsageFlags.DecipherOnly,
        _ => null,
    };

    private static string? ExtendedOf(string usage) => usage switch
    {
        "any" => "2.5.29.37.0",
        "server auth" => "1.3.6.1.5.5.7.3.1",
        "client auth" => "1.3.6.1.5.5.7.3.2",
        "code signing" => "1.3.6.1.5.5.7.3.3",
        "email protection" or "s/mime" => "1.3.6.1.5.5.7.3.4",
        "ipsec end system" => "1.3.6.1.5.5.7.3.5",
        "ipsec tunnel" => "1.3.6.1.5.5.7.3.6",
        "ipsec user" => "1.3.6.1.5.5.7.3.7",
        "timestamping" => "1.3.6.1.5.5.7.3.8",
        "ocsp signing" => "1.3.6.1.5.5.7.3.9",
        "microsoft sgc" => "1.3.6.1.4.1.311.10.3.3",
        "netscape sgc" => "2.16.840.1.113730.4.1",
        _ => null,
    };
}
