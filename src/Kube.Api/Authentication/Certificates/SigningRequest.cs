using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kube.Api.Authentication.Certificates;

/// <summary>A request for a certificate, as PKCS #10 has it: for whom, and for which key. Its signature was checked: who made it holds the key. Immutable.</summary>
public sealed class SigningRequest
{
    private const string AlternativeNames = "2.5.29.17";

    private SigningRequest(CertificateRequest request)
    {
        Request = request;
        (var user, Organizations) = SubjectNames.Read(request.SubjectName);
        CommonName = user ?? "";
        List<string> dns = [], mail = [], uris = [];
        List<IPAddress> addresses = [];
        foreach (var extension in request.CertificateExtensions)
            if (extension.Oid?.Value == AlternativeNames) Read(extension.RawData, dns, mail, uris, addresses);
        (DnsNames, EmailAddresses, Uris, Addresses) = ([.. dns], [.. mail], [.. uris], [.. addresses]);
    }

    /// <summary>The subject's common name; empty when it has none.</summary>
    public string CommonName { get; }

    /// <summary>The subject's organizations.</summary>
    public ImmutableArray<string> Organizations { get; }

    /// <summary>The DNS names that it asks for.</summary>
    public ImmutableArray<string> DnsNames { get; }

    /// <summary>The addresses that it asks for.</summary>
    public ImmutableArray<IPAddress> Addresses { get; }

    /// <summary>The mail addresses that it asks for.</summary>
    public ImmutableArray<string> EmailAddresses { get; }

    /// <summary>The URIs that it asks for.</summary>
    public ImmutableArray<string> Uris { get; }

    internal CertificateRequest Request { get; }

    internal X509Extension? AlternativeNamesExtension => Request.CertificateExtensions.FirstOrDefault(static extension => extension.Oid?.Value == AlternativeNames);

    /// <summary>Reads a request.</summary>
    /// <param name="pem">PEM of the type CERTIFICATE REQUEST.</param>
    /// <exception cref="CryptographicException">It is none, it is malformed, or its signature is wrong.</exception>
    public static SigningRequest Parse(ReadOnlySpan<byte> pem)
    {
        try
        {
            return new(CertificateRequest.LoadSigningRequestPem(
                Encoding.UTF8.GetString(pem), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions));
        }
        catch (Exception e) when (e is ArgumentException or AsnContentException)
        {
            throw new CryptographicException("PEM block type must be CERTIFICATE REQUEST", e);
        }
    }

    private static void Read(byte[] extension, List<string> dns, List<string> mail, List<string> uris, List<IPAddress> addresses)
    {
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            switch (tag.TagValue)
            {
                case 1: mail.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag)); break;
                case 2: dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag)); break;
                case 6: uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag)); break;
                case 7: addresses.Add(new IPAddress(names.ReadOctetString(tag))); break;
                default: names.ReadEncodedValue(); break;
            }
        }
    }
}
