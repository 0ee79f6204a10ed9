using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>The certificates of one cluster, kept in a directory and made when they are missing: authorities, API server, administrator, and the server as a client of node agents.</summary>
/// <remarks>
/// Files: <c>ca</c>, <c>front-proxy-ca</c>, <c>apiserver</c>, <c>admin</c> and <c>apiserver-kubelet-client</c>, each as <c>.crt</c> and <c>.key</c> in PEM, all readable by their owner alone.
/// A restart reuses what is there. The serving and the administrator's certificate are made anew when less than a tenth of their life is
/// left, when another authority signed them, or, the serving one, when a name or address is missing in it. The authority is never replaced.
/// </remarks>
public sealed partial class ClusterCertificates : IDisposable
{
    private const string AuthorityName = "ca";
    private const string ServerName = "apiserver";
    private const string AdministratorName = "admin";
    private const string KubeletClientName = "apiserver-kubelet-client";
    private const string FrontProxyAuthorityName = "front-proxy-ca";

    /// <summary>The cluster's authority: signs and verifies serving and client certificates.</summary>
    public required CertificateAuthority Authority { get; init; }

    /// <summary>The authority of whoever passes requests on in the name of their users, to servers behind this one.</summary>
    public required CertificateAuthority FrontProxyAuthority { get; init; }

    /// <summary>What the API server shows to its clients, with its private key.</summary>
    public required X509Certificate2 Server { get; init; }

    /// <summary>The client certificate of <c>kubernetes-admin</c> in <c>system:masters</c>, with its private key.</summary>
    public required X509Certificate2 Administrator { get; init; }

    /// <summary>The client certificate that the API server shows to node agents, with its private key: <c>kube-apiserver-kubelet-client</c> in <c>system:masters</c>.</summary>
    public required X509Certificate2 KubeletClient { get; init; }

    /// <summary>Loads the certificates of a directory, making what is missing.</summary>
    /// <param name="directory">Where they are kept; created, for its owner alone, when missing.</param>
    /// <param name="addresses">Addresses that the serving certificate must hold beside the loopback ones: advertised, first of the service range.</param>
    /// <param name="time">The clock that lifetimes are counted by.</param>
    /// <exception cref="CryptographicException">A file does not hold what its name says.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read or written.</exception>
    public static ClusterCertificates LoadOrCreate(string directory, IEnumerable<IPAddress> addresses, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(time);
        CreateDirectory(directory);

        var authority = LoadOrCreate(directory, AuthorityName, "kubernetes", time);
        var frontProxy = LoadOrCreate(directory, FrontProxyAuthorityName, "front-proxy-ca", time);

        IPAddress[] all = [IPAddress.Loopback, IPAddress.IPv6Loopback, .. addresses];
        all = [.. all.Distinct()];
        var server = Reuse(directory, ServerName, authority, time, certificate => Covers(certificate, all))
            ?? Keep(directory, ServerName, authority.IssueServer("kube-apiserver", ServerNames, all));
        var administrator = Reuse(directory, AdministratorName, authority, time, _ => true)
            ?? Keep(directory, AdministratorName, authority.IssueClient("kubernetes-admin", [UserNames.MastersGroup]));
        var kubelet = Reuse(directory, KubeletClientName, authority, time, _ => true)
            ?? Keep(directory, KubeletClientName, authority.IssueClient("kube-apiserver-kubelet-client", [UserNames.MastersGroup]));
        return new ClusterCertificates
        {
            Authority = authority, FrontProxyAuthority = frontProxy, Server = server, Administrator = administrator, KubeletClient = kubelet,
        };
    }

    /// <summary>The names that the serving certificate holds.</summary>
    private static readonly string[] ServerNames =
    [
        "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        Administrator.Dispose();
        KubeletClient.Dispose();
        FrontProxyAuthority.Dispose();
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static CertificateAuthority LoadOrCreate(string directory, string name, string commonName, TimeProvider time)
    {
        if (PemPair.TryLoad(directory, name) is { } kept) return new CertificateAuthority(kept, time);
        var authority = CertificateAuthority.Create(commonName, time);
        PemPair.Save(directory, name, authority.Certificate);
        return authority;
    }

    private static X509Certificate2 Keep(string directory, string name, X509Certificate2 certificate)
    {
        PemPair.Save(directory, name, certificate);
        return certificate;
    }

    private static X509Certificate2? Reuse(
        string directory, string name, CertificateAuthority authority, TimeProvider time, Func<X509Certificate2, bool> fits)
    {
        var certificate = PemPair.TryLoad(directory, name);
        if (certificate is null) return null;
        var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        if (left > CertificateAuthority.IssuedLifetime / 10 && IsSignedBy(certificate, authority) && fits(certificate)) return certificate;
        certificate.Dispose();
        return null;
    }

    private static bool IsSignedBy(X509Certificate2 certificate, CertificateAuthority authority)
    {
        using var chain = ClientCertificateAuthenticator.CreateChain([authority.Certificate]);
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    private static bool Covers(X509Certificate2 certificate, IPAddress[] addresses)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (names is null) return false;
        var held = names.EnumerateIPAddresses().ToHashSet();
        return addresses.All(held.Contains) && ServerNames.All(names.EnumerateDnsNames().Contains);
    }
}
