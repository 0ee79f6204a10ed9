using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kube.Api.Authentication.Certificates;

/// <summary>The certificates of one cluster, kept in a directory and made when they are missing: authority, API server, administrator.</summary>
/// <remarks>
/// Files: <c>ca</c>, <c>apiserver</c> and <c>admin</c>, each as <c>.crt</c> and <c>.key</c> in PEM, all readable by their owner alone.
/// A restart reuses what is there. The serving and the administrator's certificate are made anew when less than a tenth of their life is
/// left, when another authority signed them, or, the serving one, when a name or address is missing in it. The authority is never replaced.
/// </remarks>
public sealed partial class ClusterCertificates : IDisposable
{
    private const string AuthorityName = "ca";
    private const string ServerName = "apiserver";
    private const string AdministratorName = "admin";

    private ClusterCertificates(CertificateAuthority authority, X509Certificate2 server, X509Certificate2 administrator)
    {
        Authority = authority;
        Server = server;
        Administrator = administrator;
    }

    /// <summary>The cluster's authority: signs and verifies serving and client certificates.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>What the API server shows to its clients, with its private key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The client certificate of <c>kubernetes-admin</c> in <c>system:masters</c>, with its private key.</summary>
    public X509Certificate2 Administrator { get; }

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

        var authority = PemPair.TryLoad(directory, AuthorityName) is { } kept
            ? new CertificateAuthority(kept, time)
            : Keep(directory, CertificateAuthority.Create("kubernetes", time));

        IPAddress[] all = [IPAddress.Loopback, IPAddress.IPv6Loopback, .. addresses];
        all = [.. all.Distinct()];
        var server = Reuse(directory, ServerName, authority, time, certificate => Covers(certificate, all))
            ?? Keep(directory, ServerName, authority.IssueServer("kube-apiserver", ServerNames, all));
        var administrator = Reuse(directory, AdministratorName, authority, time, _ => true)
            ?? Keep(directory, AdministratorName, authority.IssueClient("kubernetes-admin", [UserNames.MastersGroup]));
        return new ClusterCertificates(authority, server, administrator);
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
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static CertificateAuthority Keep(string directory, CertificateAuthority authority)
    {
        PemPair.Save(directory, AuthorityName, authority.Certificate);
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
