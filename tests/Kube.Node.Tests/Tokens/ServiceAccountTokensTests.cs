using Kube.Api.Authentication;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
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

    [Fact]
    public async Task Token_OfADriversAudience_IsGivenForPodsWithItsVolumesAlone()
    {
        await using var node = await HollowNode.StartAsync();
        await node.Cluster.Scheduler.Run("driver", async () =>
        {
            await node.Client.For<V1CSIDriver>().CreateAsync(
                new() { Metadata = new() { Name = "dirs.example" }, Spec = new() { VolumeLifecycleModes = ["Ephemeral", "Persistent"], TokenRequests = [new() { Audience = "vault" }] } }, WriteOptions.Default, Cancel);
            await node.Client.For<V1PersistentVolume>().CreateAsync(
                new()
                {
                    Metadata = new() { Name = "pv" },
                    Spec = new() { Capacity = new() { ["storage"] = "1Gi" }, AccessModes = ["ReadWriteOnce"], Csi = new() { Driver = "dirs.example", VolumeHandle = "h" } },
                },
                WriteOptions.Default, Cancel);
            await node.Client.For<V1PersistentVolumeClaim>().CreateAsync(
                new()
                {
                    Metadata = new() { Name = "claim", Namespace = "default" },
                    Spec = new() { VolumeName = "pv", AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new() { ["storage"] = "1Gi" } } },
                },
                WriteOptions.Default, Cancel);
        });
        var inline = await node.CreateAsync("{metadata: {name: inline}, spec: {volumes: [{name: v, csi: {driver: dirs.example}}], containers: [{name: main, image: x}]}}");
        var claimed = await node.CreateAsync("{metadata: {name: claimed}, spec: {volumes: [{name: v, persistentVolumeClaim: {claimName: claim}}], containers: [{name: main, image: x}]}}");
        var plain = await node.CreateAsync("{metadata: {name: plain}, spec: {containers: [{name: main, image: x}]}}");
        var client = node.Clients.Create(new UserInfo("system:node:" + HollowNode.Name, groups: ["system:nodes", UserNames.AuthenticatedGroup]), "kubelet");
        var tokens = new ServiceAccountTokens(client, node.Cluster.Time);

        Assert.NotEmpty((await AskAsync(inline, "vault")).Value);
        Assert.NotEmpty((await AskAsync(claimed, "vault")).Value);
        await Assert.ThrowsAsync<ForbiddenException>(() => AskAsync(inline, "elsewhere"));
        await Assert.ThrowsAsync<ForbiddenException>(() => AskAsync(plain, "vault"));

        Task<ServiceAccountToken> AskAsync(V1Pod pod, string audience) =>
            node.Cluster.Scheduler.RunAsync(() => tokens.GetAsync(pod, new() { Audience = audience, ExpirationSeconds = 3600 }, Cancel).AsTask());
    }
}
