using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Certificates;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Certificates;

public sealed class CertificateControllersTests
{
    private const string Bootstrapper = "system:bootstrap:abcdef";

    [Fact]
    public async Task Bootstrapper_AsksForANodesCertificate_GetsIt()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        await using var cluster = await StartAsync(authority);
        await AddTokenAsync(cluster, "abcdef", "0123456789abcdef");

        var credentials = new Credentials { BearerToken = "abcdef.0123456789abcdef" };
        var user = await cluster.Services.GetRequiredService<RequestAuthenticator>().AuthenticateAsync(credentials, Cancel);
        Assert.Equal((Bootstrapper, "system:bootstrappers,system:bootstrappers:workers,system:authenticated"), (user!.Name, string.Join(',', user.Groups)));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AskAsync(cluster, user, "join", RequestRules.NodeClientSigner, Request(key, "system:node:w1", "system:nodes"), ["key encipherment", "digital signature", "client auth"]);
        await cluster.WhenIdleAsync(Cancel);

        var request = await cluster.FindAsync<V1CertificateSigningRequest>("", "join");
        var approval = Assert.Single(request!.Status.Conditions!);
        Assert.Equal(("Approved", "AutoApproved", "Auto approving kubelet client certificate after SubjectAccessReview."), (approval.Type, approval.Reason, approval.Message));
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(request.Status.Certificate!));
        Assert.Equal(authority.Certificate.Subject, certificate.Issuer);
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        var now = cluster.Time.GetUtcNow().UtcDateTime;
        Assert.Equal(now.AddMinutes(-5), certificate.NotBefore.ToUniversalTime(), TimeSpan.FromSeconds(1));
        Assert.Equal(now.AddDays(365).AddMinutes(-5), certificate.NotAfter.ToUniversalTime(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Node_RenewsItsOwnCertificate_IsApproved()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        await using var cluster = await StartAsync(authority);
        var node = new UserInfo("system:node:w1", groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]);
        using var key = RSA.Create(2048);
        var asked = new CertificateRequest(Subject("system:node:w1", "system:nodes"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        await AskAsync(cluster, node, "renew", RequestRules.NodeClientSigner, asked, ["key encipherment", "digital signature", "client auth"], seconds: 3600);
        await cluster.WhenIdleAsync(Cancel);

        var request = await cluster.FindAsync<V1CertificateSigningRequest>("", "renew");
        Assert.Equal("Auto approving self kubelet client certificate after SubjectAccessReview.", Assert.Single(request!.Status.Conditions!).Message);
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(request.Status.Certificate!));
        Assert.Equal(cluster.Time.GetUtcNow().UtcDateTime.AddHours(1), certificate.NotAfter.ToUniversalTime(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task User_WithoutTheRightAsksForANodesCertificate_NobodyApproves()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        await using var cluster = await StartAsync(authority);
        await cluster.AddAsync(new V1ClusterRoleBinding
        {
            Metadata = new() { Name = "askers" },
            RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "system:node-bootstrapper" },
            Subjects = [new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = "asker" }],
        });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AskAsync(cluster, new("asker", groups: [UserNames.AuthenticatedGroup]), "steal", RequestRules.NodeClientSigner, Request(key, "system:node:w2", "system:nodes"), ["digital signature", "client auth"]);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(5), Cancel);

        Assert.Empty((await cluster.FindAsync<V1CertificateSigningRequest>("", "steal"))!.Status?.Conditions ?? []);
    }

    [Fact]
    public async Task ServingRequest_IsApproved_IsSignedWithItsNames()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        await using var cluster = await StartAsync(authority);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = Request(key, "system:node:w1", "system:nodes");
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("w1");
        names.AddIpAddress(IPAddress.Parse("10.0.0.1"));
        asked.CertificateExtensions.Add(names.Build());
        await AskAsync(cluster, null, "serve", RequestRules.NodeServingSigner, asked, ["digital signature", "server auth"]);
        await cluster.WhenIdleAsync(Cancel);
        Assert.Empty((await cluster.FindAsync<V1CertificateSigningRequest>("", "serve"))!.Status?.Conditions ?? []);
        await ApproveAsync(cluster, "serve");

        var request = await cluster.FindAsync<V1CertificateSigningRequest>("", "serve");
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(request!.Status.Certificate!));
        var held = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(("w1", "10.0.0.1"), (held.EnumerateDnsNames().Single(), held.EnumerateIPAddresses().Single().ToString()));
    }

    [Fact]
    public async Task Request_IsNotForItsSigner_Fails()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        await using var cluster = await StartAsync(authority);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AskAsync(cluster, null, "wrong", RequestRules.NodeServingSigner, Request(key, "system:node:w1", "system:nodes"), ["digital signature", "server auth"]);
        await ApproveAsync(cluster, "wrong");

        var request = await cluster.FindAsync<V1CertificateSigningRequest>("", "wrong");
        var failure = request!.Status.Conditions!.Single(condition => condition.Type == "Failed");
        Assert.Equal(("SignerValidationFailure", "DNS or IP subjectAltName is required"), (failure.Reason, failure.Message));
        Assert.Null(request.Status.Certificate);
    }

    [Fact]
    public async Task Request_OfAnUnknownSigner_IsLeftAloneAndCleanedAfterADay()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        await using var cluster = await StartAsync(authority);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AskAsync(cluster, null, "other", "example.com/own", Request(key, "me", "us"), ["client auth"]);
        await cluster.SkipAsync(TimeSpan.FromHours(23), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1CertificateSigningRequest>("", "other"));
        await cluster.AdvanceAsync(TimeSpan.FromHours(2), Cancel);

        Assert.Null(await cluster.FindAsync<V1CertificateSigningRequest>("", "other"));
    }

    private static Task<TestCluster> StartAsync(CertificateAuthority authority) => TestCluster.StartAsync(
        options =>
        {
            (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
            // As long as the authority lives by the machine's clock.
            options.Start = new DateTimeOffset(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).UtcDateTime, TimeSpan.Zero);
            options.Api = static api => api.AddNodeJoining();
            options.Controllers = static controllers => controllers.AddCertificateControllers();
            options.Services = services => services.Configure<CertificateSigningOptions>(signing => signing.Authority = authority);
        },
        Cancel);

    private static Task AddTokenAsync(TestCluster cluster, string id, string secret) => cluster.AddAsync(new V1Secret
    {
        Metadata = new() { Name = $"bootstrap-token-{id}", Namespace = "kube-system" },
        Type = "bootstrap.kubernetes.io/token",
        StringData = new()
        {
            ["token-id"] = id,
            ["token-secret"] = secret,
            ["usage-bootstrap-authentication"] = "true",
            ["auth-extra-groups"] = "system:bootstrappers:workers",
        },
    });

    private static async Task AskAsync(
        TestCluster cluster, UserInfo? user, string name, string signer, CertificateRequest request, List<string> usages, int? seconds = null)
    {
        var client = user is null ? cluster.Client : cluster.Services.GetRequiredService<IKubeClientFactory>().Create(user, "kubelet");
        await client.For<V1CertificateSigningRequest>().CreateAsync(
            new()
            {
                Metadata = new() { Name = name },
                Spec = new() { SignerName = signer, Request = Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()), Usages = usages, ExpirationSeconds = seconds },
            },
            WriteOptions.Default,
            Cancel);
    }

    private static async Task ApproveAsync(TestCluster cluster, string name)
    {
        var request = (await cluster.FindAsync<V1CertificateSigningRequest>("", name))!;
        request.Status = new() { Conditions = [new() { Type = "Approved", Status = "True", Reason = "ByHand", Message = "yes" }] };
        await cluster.Client.For<V1CertificateSigningRequest>().UpdateAsync(new(name), "approval", request, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);
    }

    private static CertificateRequest Request(ECDsa key, string user, string group) => new(Subject(user, group), key, HashAlgorithmName.SHA256);

    private static X500DistinguishedName Subject(string user, string group)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(group);
        subject.AddCommonName(user);
        return subject.Build();
    }
}
