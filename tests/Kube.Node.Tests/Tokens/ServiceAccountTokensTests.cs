using Kube.Api.Authentication;
using Kube.Node.Tests.Agent;
using Kube.Node.Tokens;

namespace Kube.Node.Tests.Tokens;

public sealed class ServiceAccountTokensTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_FourFifthsOfItsLifeOver_IsRenewed()
    {
        await using var node = await HollowNode.StartAsync();
        var pod = await node.CreateAsync("{metadata: {name: web}, spec: {serviceAccountName: default, containers: [{name: main, image: x}]}}");
        var client = node.Clients.Create(new UserInfo("system:node:" + HollowNode.Name, groups: ["system:nodes", UserNames.AuthenticatedGroup]), "kubelet");
        var tokens = new ServiceAccountTokens(client, node.Cluster.Time);

        var first = await AskAsync();
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(0.79 * 600), Cancel);
        Assert.Equal(first, await AskAsync());
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(0.02 * 600), Cancel);
        var second = await AskAsync();
        Assert.NotEqual(first, second);

        // While the server is away the old one is good until it ends.
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(0.9 * 600), Cancel);
        node.Clients.Cut();
        Assert.Equal(second, await AskAsync());
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(0.2 * 600), Cancel);
        await Assert.ThrowsAnyAsync<Exception>(AskAsync);
        node.Clients.Mend();

        Task<ServiceAccountToken> AskAsync() => node.Cluster.Scheduler.RunAsync(() => tokens.GetAsync(pod, new() { Path = "token", ExpirationSeconds = 600 }, Cancel).AsTask());
    }
}
