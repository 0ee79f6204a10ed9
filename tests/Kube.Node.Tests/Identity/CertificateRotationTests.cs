using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Identity;
using Kube.Testing.Cluster;
using Kube.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Identity;

public sealed class CertificateRotationTests : IDisposable
{
    private static readonly UserInfo s_node = new("system:node:w1", groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]);
    private static readonly UserInfo s_bearer = new("system:bootstrap:abcdef", groups: ["system:bootstrappers", UserNames.AuthenticatedGroup]);

    private readonly string _directory = Directory.CreateTempSubdirectory("kube-pki").FullName;
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("test", TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string PendingKey => Path.Combine(_directory, "kubelet-client.key.tmp");

    private string Link => Path.Combine(_directory, "kubelet-client-current.pem");

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Rotation_OfANodeThatJoins_GetsACertificateAndRenewsItAsTheNodeInTime()
    {
        await using var cluster = await StartAsync();
        var rotation = Rotation(cluster, s_bearer);
        using var stop = new CancellationTokenSource();
        var running = cluster.Scheduler.Run("rotation", () => rotation.RunAsync(stop.Token));
        await cluster.WhenIdleAsync(Cancel);
        Assert.True(File.Exists(PendingKey));
        await SignAsync(cluster);

        var first = Assert.IsType<X509Certificate2>(rotation.Current);
        var start = cluster.Time.GetUtcNow();
        Assert.Equal("system:node:w1", first.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        var file = File.ResolveLinkTarget(Link, returnFinalTarget: true)!.FullName;
        Assert.Matches(@"kubelet-client-\d{4}(-\d\d){5}\.pem$", file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.False(File.Exists(PendingKey));

        // It is dated back by five minutes, and valid for an hour: 70 to 90 % of 65 minutes.
        Assert.InRange(rotation.Due - start, TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(54));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(40), Cancel);
        await SignAsync(cluster);
        Assert.Same(first, rotation.Current);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(14), Cancel);
        await SignAsync(cluster);
        Assert.NotSame(first, rotation.Current);
        Assert.NotEqual(first.PublicKey.ExportSubjectPublicKeyInfo(), rotation.Current!.PublicKey.ExportSubjectPublicKeyInfo());

        var requests = await cluster.Client.For<V1CertificateSigningRequest>().ListAsync("", new ListOptions(), Cancel);
        Assert.Equal(["system:bootstrap:abcdef", "system:node:w1"], requests.Items.OrderBy(request => request.Metadata.CreationTimestamp).Select(request => request.Spec.Username));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Rotation_OfARestartedNode_GoesOnWithWhatIsKept()
    {
        await using var cluster = await StartAsync();
        await RunUntilIdleAsync(cluster, Rotation(cluster, s_bearer));

        // Nobody is asked: nobody may.
        var again = Rotation(cluster, new UserInfo("nobody"));
        Assert.NotNull(again.Current);
        await RunUntilIdleAsync(cluster, again);
        Assert.Single((await cluster.Client.For<V1CertificateSigningRequest>().ListAsync("", new ListOptions(), Cancel)).Items);

        // Another node does not take it.
        Assert.Null(new CertificateRotation(
            WantedCertificate.Client("w2", default), new(_directory, "kubelet-client"), _ => cluster.Client, cluster.Time, new SeededRandom(1), NullLogger.Instance).Current);
    }

    [Fact]
    public async Task Request_ThatIsDenied_IsMadeAnewWithAnotherKey()
    {
        await using var cluster = await StartAsync();
        // One who may ask, and is not approved by itself.
        var asker = new UserInfo("asker", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]);
        var rotation = Rotation(cluster, asker, WantedCertificate.Serving("w1", [System.Net.IPAddress.Loopback]));
        using var stop = new CancellationTokenSource();
        var running = cluster.Scheduler.Run("rotation", () => rotation.RunAsync(stop.Token));
        await cluster.WhenIdleAsync(Cancel);
        await JudgeAsync(cluster, await PendingAsync(cluster) ?? throw new InvalidOperationException("nothing was asked for"), "Denied");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);
        Assert.Null(rotation.Current);

        await SignAsync(cluster);

        var names = rotation.Current!.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(("w1", "127.0.0.1"), (names.EnumerateDnsNames().Single(), names.EnumerateIPAddresses().Single().ToString()));
        Assert.Equal(2, (await cluster.Client.For<V1CertificateSigningRequest>().ListAsync("", new ListOptions(), Cancel)).Items.Count);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void Due_OfACertificateThatIsNearlyAllBehind_IsWithinWhatIsLeft()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var shortLived = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddMinutes(-5), now.AddSeconds(20));
        Assert.InRange(RotationTimes.Due(shortLived, now, isFresh: true, new SeededRandom(7)), now.AddSeconds(13), now.AddSeconds(19));
        Assert.True(RotationTimes.Due(shortLived, now, isFresh: false, new SeededRandom(7)) < now);
    }

    private async Task RunUntilIdleAsync(TestCluster cluster, CertificateRotation rotation)
    {
        using var stop = new CancellationTokenSource();
        var running = cluster.Scheduler.Run("rotation", () => rotation.RunAsync(stop.Token));
        await cluster.WhenIdleAsync(Cancel);
        await SignAsync(cluster);
        await stop.CancelAsync();
        await running;
    }

    private static async Task<V1CertificateSigningRequest?> PendingAsync(TestCluster cluster) =>
        (await cluster.Client.For<V1CertificateSigningRequest>().ListAsync("", new ListOptions(), Cancel)).Items.SingleOrDefault(one => one.Status?.Conditions is not { Count: > 0 });

    private static ValueTask<V1CertificateSigningRequest> JudgeAsync(TestCluster cluster, V1CertificateSigningRequest request, string verdict)
    {
        request.Status = new() { Conditions = [new() { Type = verdict, Status = "True", Reason = "ByHand", Message = "so" }] };
        return cluster.Client.For<V1CertificateSigningRequest>().UpdateAsync(new(request.Metadata.Name!), "approval", request, WriteOptions.Default, Cancel);
    }

    /// <summary>Approves and signs what is asked for, if anything is, as the controllers would.</summary>
    private async Task SignAsync(TestCluster cluster)
    {
        if (await PendingAsync(cluster) is not { } pending) return;
        var approved = await JudgeAsync(cluster, pending, "Approved");
        var now = cluster.Time.GetUtcNow();
        var pem = _authority.Sign(SigningRequest.Parse(approved.Spec.Request), approved.Spec.Usages!, now.AddMinutes(-5), now.AddHours(1));
        approved.Status.Certificate = System.Text.Encoding.ASCII.GetBytes(pem);
        await cluster.Client.For<V1CertificateSigningRequest>().UpdateAsync(new(approved.Metadata.Name!), "status", approved, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);
    }

    private CertificateRotation Rotation(TestCluster cluster, UserInfo joins, WantedCertificate? wanted = null)
    {
        var clients = cluster.Services.GetRequiredService<IKubeClientFactory>();
        return new(
            wanted ?? WantedCertificate.Client("w1", default), new(_directory, "kubelet-client"), isFirst => clients.Create(isFirst ? joins : s_node, "kubelet"),
            cluster.Time, new SeededRandom(1), NullLogger.Instance);
    }

    private static Task<TestCluster> StartAsync() => TestCluster.StartAsync(
        options =>
        {
            (options.Nodes, options.Scheduler, options.BuiltInControllers) = (0, false, false);
            // As long as the authority lives by the machine's clock.
            options.Start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            options.Api = static api => api.AddNodeJoining();
        },
        Cancel);
}
