using System.Text;
using Kube.Api.Authentication;
using Kube.Api.Models;
using Kube.Controllers.LegacyTokens;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.LegacyTokens;

public sealed class LegacyTokenReconcilerTests
{
    [Fact]
    public async Task Secret_AsksForAToken_GetsOneThatIsKnownAsLongAsTheSecretIs()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddLegacyTokenController());
        var account = await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "robot", Namespace = "default" } });
        await cluster.AddAsync(Secret());
        await cluster.WhenIdleAsync(Cancel);

        var secret = (await cluster.FindAsync<V1Secret>("default", "robot-token"))!;
        Assert.Equal(account.Metadata.Uid, secret.Metadata.Annotations!["kubernetes.io/service-account.uid"]);
        Assert.Equal("default", Encoding.UTF8.GetString(secret.Data!["namespace"]));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", Encoding.UTF8.GetString(secret.Data["ca.crt"]), StringComparison.Ordinal);
        var token = Encoding.UTF8.GetString(secret.Data["token"]);
        await cluster.SkipAsync(TimeSpan.FromDays(400), Cancel);
        Assert.Equal("system:serviceaccount:default:robot", (await UserOfAsync(cluster, token))!.Name);
        await cluster.DeleteAsync<V1Secret>("default", "robot-token");
        Assert.Null(await UserOfAsync(cluster, token));
    }

    [Fact]
    public async Task Account_IsGone_ItsSecretsGo()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddLegacyTokenController());
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "robot", Namespace = "default" } });
        await cluster.AddAsync(Secret());
        await cluster.WhenIdleAsync(Cancel);
        await cluster.DeleteAsync<V1ServiceAccount>("default", "robot");
        await cluster.WhenIdleAsync(Cancel);

        Assert.Null(await cluster.FindAsync<V1Secret>("default", "robot-token"));
    }

    private static V1Secret Secret() => new()
    {
        Metadata = new() { Name = "robot-token", Namespace = "default", Annotations = new() { ["kubernetes.io/service-account.name"] = "robot" } },
        Type = "kubernetes.io/service-account-token",
    };

    private static async Task<UserInfo?> UserOfAsync(TestCluster cluster, string token) =>
        await cluster.Services.GetRequiredService<RequestAuthenticator>().AuthenticateAsync(new() { BearerToken = token }, Cancel);
}
