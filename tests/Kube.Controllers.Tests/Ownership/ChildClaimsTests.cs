using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Ownership;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.Ownership;

public sealed class ChildClaimsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_OrphanMatches_IsAdopted()
    {
        await using var cluster = await StartAsync();
        var (owner, orphan) = (await MakeAsync(cluster, "owner"), await MakeAsync(cluster, "orphan"));
        var claimed = await Claims(cluster, owner, static _ => true).ClaimAsync([orphan], Cancel);

        Assert.Equal(["orphan"], claimed.Select(static child => child.Metadata.Name));
        var reference = Assert.Single((await GetAsync(cluster, "orphan")).Metadata.OwnerReferences!);
        Assert.Equal((owner.Metadata.Uid, true, true), (reference.Uid, reference.Controller, reference.BlockOwnerDeletion));
    }

    [Fact]
    public async Task Claim_ChildNoLongerMatches_IsReleased()
    {
        await using var cluster = await StartAsync();
        var owner = await MakeAsync(cluster, "owner");
        var child = await MakeAsync(cluster, "child", owner);
        var claimed = await Claims(cluster, owner, static _ => false).ClaimAsync([child], Cancel);

        Assert.Empty(claimed);
        Assert.Empty((await GetAsync(cluster, "child")).Metadata.OwnerReferences ?? []);
    }

    [Fact]
    public async Task Claim_AnothersChild_IsLeftAlone()
    {
        await using var cluster = await StartAsync();
        var (owner, other) = (await MakeAsync(cluster, "owner"), await MakeAsync(cluster, "other"));
        var child = await MakeAsync(cluster, "child", other);

        Assert.Empty(await Claims(cluster, owner, static _ => true).ClaimAsync([child], Cancel));
        Assert.Equal("other", (await GetAsync(cluster, "child")).Metadata.OwnerReferences![0].Name);
    }

    [Fact]
    public async Task Claim_OwnerWasReplaced_AdoptsNothing()
    {
        await using var cluster = await StartAsync();
        var (owner, orphan) = (await MakeAsync(cluster, "owner"), await MakeAsync(cluster, "orphan"));
        await cluster.Client.For<V1ConfigMap>().DeleteAsync(new("default", "owner"), new(), Cancel);
        await MakeAsync(cluster, "owner");

        await Assert.ThrowsAsync<AggregateException>(async () => await Claims(cluster, owner, static _ => true).ClaimAsync([orphan], Cancel));
        Assert.Empty((await GetAsync(cluster, "orphan")).Metadata.OwnerReferences ?? []);
    }

    private static Task<TestCluster> StartAsync() =>
        TestCluster.StartAsync(static options => (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false), Cancel);

    private static ChildClaims<V1ConfigMap, V1ConfigMap> Claims(TestCluster cluster, V1ConfigMap owner, Func<V1ConfigMap, bool> matches) =>
        new(cluster.Client, owner, matches);

    private static async Task<V1ConfigMap> GetAsync(TestCluster cluster, string name) => await cluster.Client.For<V1ConfigMap>().GetAsync(new("default", name), Cancel);

    private static async Task<V1ConfigMap> MakeAsync(TestCluster cluster, string name, V1ConfigMap? owner = null) =>
        await cluster.Client.For<V1ConfigMap>().CreateAsync(
            new() { Metadata = new() { Name = name, Namespace = "default", OwnerReferences = owner is null ? null : [OwnerReferences.ToController(owner)] } },
            WriteOptions.Default,
            Cancel);
}
