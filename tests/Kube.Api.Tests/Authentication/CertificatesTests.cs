using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;

namespace Kube.Api.Tests.Authentication;

public sealed class CertificatesTests : IDisposable
{
    private static readonly IPAddress[] Addresses = [IPAddress.Parse("192.0.2.7"), IPAddress.Parse("10.96.0.1")];
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-pki").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void LoadOrCreate_FirstTime_WritesPrivateFilesAndNamesEveryAddress()
    {
        using var certificates = ClusterCertificates.LoadOrCreate(Path.Combine(_directory, "pki"), Addresses, TimeProvider.System);

        var names = certificates.Server.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(
            ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost"],
            names.EnumerateDnsNames().Order(StringComparer.Ordinal));
        Assert.Equal(["10.96.0.1", "127.0.0.1", "192.0.2.7", "::1"], names.EnumerateIPAddresses().Select(a => a.ToString()).Order(StringComparer.Ordinal));
        if (OperatingSystem.IsWindows()) return;
        var files = Directory.GetFiles(Path.Combine(_directory, "pki"));
        Assert.Equal(10, files.Length);
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void LoadOrCreate_SecondTime_ReusesAll()
    {
        using var first = ClusterCertificates.LoadOrCreate(_directory, Addresses, TimeProvider.System);
        using var second = ClusterCertificates.LoadOrCreate(_directory, Addresses, TimeProvider.System);

        Assert.Equal(first.Authority.Certificate.Thumbprint, second.Authority.Certificate.Thumbprint);
        Assert.Equal(first.Server.Thumbprint, second.Server.Thumbprint);
        Assert.Equal(first.Administrator.Thumbprint, second.Administrator.Thumbprint);
    }

    [Fact]
    public void LoadOrCreate_NewAddress_ReplacesTheServingCertificateAlone()
    {
        using var first = ClusterCertificates.LoadOrCreate(_directory, [], TimeProvider.System);
        using var second = ClusterCertificates.LoadOrCreate(_directory, Addresses, TimeProvider.System);

        Assert.Equal(first.Authority.Certificate.Thumbprint, second.Authority.Certificate.Thumbprint);
        Assert.NotEqual(first.Server.Thumbprint, second.Server.Thumbprint);
        Assert.Equal(first.Administrator.Thumbprint, second.Administrator.Thumbprint);
    }

    [Fact]
    public async Task ClientCertificate_OfTheAuthority_IsItsCommonNameAndOrganizations()
    {
        using var certificates = ClusterCertificates.LoadOrCreate(_directory, [], TimeProvider.System);
        var authenticator = new ClientCertificateAuthenticator([certificates.Authority.Certificate], TimeProvider.System);

        for (var i = 0; i < 2; i++)
        {
            var result = await authenticator.AuthenticateAsync(new Credentials(null, certificates.Administrator), Cancel);

            Assert.Equal("kubernetes-admin", result.User?.Name);
            Assert.Equal(["system:masters"], result.User!.Groups);
            Assert.StartsWith("X509SHA256=", result.User.Extra["authentication.kubernetes.io/credential-id"].Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ClientCertificate_WithMultiValuedOrganizations_HasAllGroups()
    {
        // openssl and cfssl write one set per organization, Go one set for all; this subject is /O=a+O=b/CN=u.
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSetOf())
            {
                WriteName(writer, "2.5.4.10", "a");
                WriteName(writer, "2.5.4.10", "b");
            }

            using (writer.PushSetOf()) WriteName(writer, "2.5.4.3", "u");
        }

        var request = new CertificateRequest(new X500DistinguishedName(writer.Encode()), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(
            authority.Certificate, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);

        var result = await new ClientCertificateAuthenticator([authority.Certificate], TimeProvider.System)
            .AuthenticateAsync(new Credentials(null, certificate), Cancel);

        Assert.Equal("u", result.User?.Name);
        Assert.Equal(["a", "b"], result.User!.Groups);
    }

    [Fact]
    public async Task ClientCertificate_OfAnotherAuthorityOrForServers_IsRejected()
    {
        using var certificates = ClusterCertificates.LoadOrCreate(_directory, [], TimeProvider.System);
        using var other = CertificateAuthority.Create("kubernetes", TimeProvider.System);
        using var foreign = other.IssueClient("kubernetes-admin", ["system:masters"]);
        var authenticator = new ClientCertificateAuthenticator([certificates.Authority.Certificate], TimeProvider.System);

        Assert.True((await authenticator.AuthenticateAsync(new Credentials(null, foreign), Cancel)).IsRejected);
        Assert.True((await authenticator.AuthenticateAsync(new Credentials(null, certificates.Server), Cancel)).IsRejected);
    }

    private static void WriteName(System.Formats.Asn1.AsnWriter writer, string oid, string value)
    {
        using var pair = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        writer.WriteCharacterString(System.Formats.Asn1.UniversalTagNumber.UTF8String, value);
    }
}
