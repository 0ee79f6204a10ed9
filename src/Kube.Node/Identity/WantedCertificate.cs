using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kube.Node.Identity;

/// <summary>A certificate that a node wants: from whom, for what, with which names. Its subject is the node.</summary>
internal sealed record WantedCertificate
{
    private const string Organization = "system:nodes";

    public required string NodeName { get; init; }

    public required string Signer { get; init; }

    /// <summary>What the key is used for beside signing handshakes.</summary>
    public required string Usage { get; init; }

    /// <summary>For how long; zero: the signer decides.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The addresses that the certificate must hold, beside the node's name; none: it holds no names at all.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    private string CommonName => $"system:node:{NodeName}";

    /// <summary>By which the API server knows the node.</summary>
    public static WantedCertificate Client(string nodeName, TimeSpan duration) =>
        new() { NodeName = nodeName, Signer = "kubernetes.io/kube-apiserver-client-kubelet", Usage = "client auth", Duration = duration };

    /// <summary>By which others know the node's endpoint.</summary>
    public static WantedCertificate Serving(string nodeName, IReadOnlyList<IPAddress> addresses) =>
        new() { NodeName = nodeName, Signer = "kubernetes.io/kubelet-serving", Usage = "server auth", Addresses = addresses };

    /// <summary>The request for a key, in PEM.</summary>
    public string Request(ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(Organization);
        subject.AddCommonName(CommonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        if (Addresses.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(NodeName);
            foreach (var address in Addresses) names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.CreateSigningRequestPem();
    }

    /// <summary>A name for the request that is the same whenever it is made for the key: who lost the answer finds the request again.</summary>
    public string NameFor(ECDsa key)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(key.ExportSubjectPublicKeyInfo());
        digest.AppendData(Encoding.UTF8.GetBytes($"|{CommonName}|{Signer}|{Usage}"));
        return "node-csr-" + Base64Url.EncodeToString(digest.GetHashAndReset());
    }

    /// <summary>Whether a certificate is this one: for this node, with these names.</summary>
    public bool Fits(X509Certificate2 certificate)
    {
        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != CommonName) return false;
        if (Addresses.Count == 0) return true;
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is not null && names.EnumerateDnsNames().Contains(NodeName) && Addresses.All(names.EnumerateIPAddresses().Contains);
    }
}
