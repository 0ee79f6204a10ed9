using Kube.Api.Authentication;
using Kube.Api.Models;
using Kube.Controllers.BootstrapTokens;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.BootstrapTokens;

public sealed class BootstrapTokenControllersTests
{
    [Fact]
    public void Signature_OfAKnownText_IsTheKnownOne()
    {
        // Upstream's own example (cluster-bootstrap/token/jws).
        const string Content = "Hello from the other side. I must have called a thousand times.";

        Assert.Equal(
            "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8", DetachedSignature.Of(Content, "joshua", "my voice is my passcode"));
    }

    [Fact]
    public async Task ClusterInfo_IsSignedByTokensThatMaySign()
    {
        await using var cluster = await StartClusterAsync();
        await cluster.AddAsync(new V1ConfigMap { Metadata = new() { Name = "cluster-info", Namespace = "kube-public" }, Data = new() { ["kubeconfig"] = "text" } });
        await AddTokenAsync(cluster, "aaaaaa", sign: true, null);
        await AddTokenAsync(cluster, "bbbbbb", sign: false, null);
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal(["jws-kubeconfig-aaaaaa", "kubeconfig"], await EntriesAsync(cluster));

        await cluster.DeleteAsync<V1Secret>("kube-system", "bootstrap-token-aaaaaa");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal(["kubeconfig"], await EntriesAsync(cluster));
    }

    [Fact]
    public async Task Token_ItsTimeIsOver_IsRefusedAndDeleted()
    {
        await using var cluster = await StartClusterAsync();
        await AddTokenAsync(cluster, "cccccc", sign: false, cluster.Time.GetUtcNow().AddMinutes(10));
        Assert.NotNull(await UserOfAsync(cluster, "cccccc.0123456789abcdef"));
        Assert.Null(await UserOfAsync(cluster, "cccccc.0123456789abcdee"));
        Assert.Null(await UserOfAsync(cluster, "dddddd.0123456789abcdef"));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(11), Cancel);

        Assert.Null(await UserOfAsync(cluster, "cccccc.0123456789abcdef"));
        Assert.Null(await cluster.FindAsync<V1Secret>("kube-system", "bootstrap-token-cccccc"));
    }

    [Theory]
    [InlineData("usage-bootstrap-authentication", "false")]
    [InlineData("auth-extra-groups", "system:masters")]
    [InlineData("token-id", "eeeeef")]
    [InlineData("expiration", "soon")]
    public async Task Token_IsNotAsItShouldBe_NobodyIsKnownByIt(string entry, string value)
    {
        await using var cluster = await TestCluster.StartAsync(
            static options =>
            {
                (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
                options.Api = static api => api.AddBootstrapTokens();
            },
            Cancel);
        var secret = Token("eeeeee", sign: false, null);
        secret.StringData![entry] = value;
        await cluster.AddAsync(secret);

        Assert.Null(await UserOfAsync(cluster, "eeeeee.0123456789abcdef"));
    }

    private static Task<TestCluster> StartClusterAsync() => TestCluster.StartAsync(
        static options =>
        {
            (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
            options.Api = static api => api.AddBootstrapTokens();
            options.Controllers = static controllers => controllers.AddBootstrapTokenControllers();
        },
        Cancel);

    private static Task AddTokenAsync(TestCluster cluster, string id, bool sign, DateTimeOffset? until) => cluster.AddAsync(Token(id, sign, until));

    private static V1Secret Token(string id, bool sign, DateTimeOffset? until)
    {
        var secret = new V1Secret
        {
            Metadata = new() { Name = $"bootstrap-token-{id}", Namespace = "kube-system" },
            Type = "bootstrap.kubernetes.io/token",
            StringData = new() { ["token-id"] = id, ["token-secret"] = "0123456789abcdef", ["usage-bootstrap-authentication"] = "true" },
        };
        if (sign) secret.StringData["usage-bootstrap-signing"] = "true";
        if (until is { } time) secret.StringData["expiration"] = time.ToString("yyyy-MM-dd'T'HH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture);
        return secret;
    }

    private static async Task<UserInfo?> UserOfAsync(TestCluster cluster, string token) =>
        await cluster.Services.GetRequiredService<RequestAuthenticator>().AuthenticateAsync(new() { BearerToken = token }, Cancel);

    private static async Task<IEnumerable<string>> EntriesAsync(TestCluster cluster) =>
        (await cluster.FindAsync<V1ConfigMap>("kube-public", "cluster-info"))!.Data!.Keys.Order(StringComparer.Ordinal);
}
