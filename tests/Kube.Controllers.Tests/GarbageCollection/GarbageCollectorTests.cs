using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.GarbageCollection;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.GarbageCollection;

public sealed class GarbageCollectorTests
{
    [Fact]
    public async Task Delete_Background_DependentsGoToo()
    {
        await using var cluster = await StartAsync();
        var owner = await cluster.AddAsync(Map("owner"));
        var child = await cluster.AddAsync(Map("child", OwnedBy("v1", "ConfigMap", owner.Metadata)));
        await cluster.AddAsync(Map("grandchild", OwnedBy("v1", "ConfigMap", child.Metadata)));
        await cluster.AddAsync(Map("stranger"));
        await cluster.DeleteAsync<V1ConfigMap>("default", "owner", "Background");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(["stranger"], (await cluster.ListAsync<V1ConfigMap>("default")).Select(static map => map.Metadata.Name));
    }

    [Fact]
    public async Task Delete_Foreground_OwnerGoesLast()
    {
        await using var cluster = await StartAsync();
        var owner = await cluster.AddAsync(Map("owner"));
        var child = Map("child", OwnedBy("v1", "ConfigMap", owner.Metadata, blocks: true));
        child.Metadata.Finalizers = ["tests.example/held"];
        await cluster.AddAsync(child);
        await cluster.DeleteAsync<V1ConfigMap>("default", "owner", "Foreground");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.NotNull((await cluster.FindAsync<V1ConfigMap>("default", "child"))!.Metadata.DeletionTimestamp);
        Assert.Equal(["foregroundDeletion"], (await cluster.FindAsync<V1ConfigMap>("default", "owner"))!.Metadata.Finalizers!);

        await cluster.Client.For<V1ConfigMap>().PatchAsync(
            new("default", "child"), new(PatchType.Merge, """{"metadata":{"finalizers":null}}"""u8.ToArray()), WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Empty((await cluster.ListAsync<V1ConfigMap>("default")));
    }

    [Fact]
    public async Task Delete_Orphan_DependentsStayWithoutReference()
    {
        await using var cluster = await StartAsync();
        var owner = await cluster.AddAsync(Map("owner"));
        await cluster.AddAsync(Map("child", OwnedBy("v1", "ConfigMap", owner.Metadata)));
        await cluster.DeleteAsync<V1ConfigMap>("default", "owner", "Orphan");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        var left = Assert.Single(await cluster.ListAsync<V1ConfigMap>("default"));
        Assert.Equal("child", left.Metadata.Name);
        Assert.Empty(left.Metadata.OwnerReferences ?? []);
    }

    [Fact]
    public async Task Create_OwnerNeverExisted_IsDeleted()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(Map("child", new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "none", Uid = "11111111-1111-1111-1111-111111111111" }));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Empty(await cluster.ListAsync<V1ConfigMap>("default"));
    }

    [Fact]
    public async Task Create_OneOwnerIsAbsent_LosesThatReference()
    {
        await using var cluster = await StartAsync();
        var owner = await cluster.AddAsync(Map("owner"));
        var absent = new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "none", Uid = "11111111-1111-1111-1111-111111111111" };
        await cluster.AddAsync(Map("child", OwnedBy("v1", "ConfigMap", owner.Metadata), absent));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal("owner", Assert.Single((await cluster.FindAsync<V1ConfigMap>("default", "child"))!.Metadata.OwnerReferences!).Name);
    }

    [Fact]
    public async Task Create_OwnerIsInAnotherNamespace_IsReportedAndDeleted()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "other" } });
        var elsewhere = Map("owner");
        elsewhere.Metadata.Namespace = "other";
        var owner = await cluster.AddAsync(elsewhere);
        await cluster.AddAsync(Map("child", OwnedBy("v1", "ConfigMap", owner.Metadata)));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Null(await cluster.FindAsync<V1ConfigMap>("default", "child"));
        Assert.NotNull(await cluster.FindAsync<V1ConfigMap>("other", "owner"));
        var told = Assert.Single(await cluster.ListAsync<Corev1Event>("default"), static made => made.Reason == "OwnerRefInvalidNamespace");
        Assert.Equal($"ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: {owner.Metadata.Uid}] does not exist in namespace \"default\"", told.Message);
    }

    [Fact]
    public async Task Create_OwnerHasNoNamespace_Stays()
    {
        await using var cluster = await StartAsync();
        var role = await cluster.AddAsync(new V1ClusterRole { Metadata = new() { Name = "owner" } });
        await cluster.AddAsync(Map("child", OwnedBy("rbac.authorization.k8s.io/v1", "ClusterRole", role.Metadata)));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1ConfigMap>("default", "child"));
        await cluster.DeleteAsync<V1ClusterRole>("", "owner");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Null(await cluster.FindAsync<V1ConfigMap>("default", "child"));
    }

    [Fact]
    public async Task Delete_ForegroundInACircle_AllGo()
    {
        await using var cluster = await StartAsync();
        var a = await cluster.AddAsync(Map("a"));
        var b = await cluster.AddAsync(Map("b", OwnedBy("v1", "ConfigMap", a.Metadata, blocks: true)));
        a.Metadata.OwnerReferences = [OwnedBy("v1", "ConfigMap", b.Metadata, blocks: true)];
        await cluster.Client.For<V1ConfigMap>().UpdateAsync(a, WriteOptions.Default, Cancel);
        await cluster.DeleteAsync<V1ConfigMap>("default", "a", "Foreground");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);

        Assert.Empty(await cluster.ListAsync<V1ConfigMap>("default"));
    }

    private static Task<TestCluster> StartAsync() => ClusterObjects.StartAsync(static controllers => controllers.AddGarbageCollector());
}
