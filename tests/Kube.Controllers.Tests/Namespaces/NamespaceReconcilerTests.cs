using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Namespaces;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Namespaces;

public sealed class NamespaceReconcilerTests
{
    [Fact]
    public async Task Delete_NamespaceHasContent_ContentAndNamespaceGo()
    {
        await using var cluster = await StartAsync();
        await MakeAsync(cluster, "held", finalizer: null);
        await cluster.DeleteAsync<V1Namespace>("", "team");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Null(await cluster.FindAsync<V1Namespace>("", "team"));
        Assert.Empty(await cluster.ListAsync<V1ConfigMap>(""));
    }

    [Fact]
    public async Task Delete_ContentHasFinalizer_StatusSaysSoUntilItIsGone()
    {
        await using var cluster = await StartAsync();
        await MakeAsync(cluster, "held", "tests.example/held");
        await cluster.DeleteAsync<V1Namespace>("", "team");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        var ns = (await cluster.FindAsync<V1Namespace>("", "team"))!;
        Assert.Equal("Terminating", ns.Status!.Phase);
        Assert.Equal(
            [
                "NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered",
                "NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed",
                "NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization",
                "NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances",
                "NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: tests.example/held in 1 resource instances",
            ],
            ns.Status.Conditions!.Select(static condition => $"{condition.Type}={condition.Status} {condition.Reason}: {condition.Message}"));

        await cluster.Client.For<V1ConfigMap>().PatchAsync(
            new("team", "held"), new(PatchType.Merge, """{"metadata":{"finalizers":null}}"""u8.ToArray()), WriteOptions.Default, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.Null(await cluster.FindAsync<V1Namespace>("", "team"));
    }

    [Fact]
    public async Task Delete_PodTakesItsTime_OtherContentWaitsForIt()
    {
        await using var cluster = await StartAsync();
        await MakeAsync(cluster, "settings", finalizer: null);
        await cluster.AddAsync(Pod("web", "team", node: "node-a"));
        await cluster.DeleteAsync<V1Namespace>("", "team");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);

        Assert.NotNull((await cluster.FindAsync<V1Pod>("team", "web"))!.Metadata.DeletionTimestamp);
        Assert.NotNull(await cluster.FindAsync<V1ConfigMap>("team", "settings"));
        var conditions = (await cluster.FindAsync<V1Namespace>("", "team"))!.Status!.Conditions!;
        // Only pods are spoken of while there are some: the rest has not been looked at.
        Assert.Equal(
            "NamespaceContentRemaining=SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances",
            string.Join('\n', conditions.Where(static one => one.Status == "True").Select(static one => $"{one.Type}={one.Reason}: {one.Message}")));

        await cluster.Client.For<V1Pod>().DeleteAsync(new("team", "web"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Null(await cluster.FindAsync<V1Namespace>("", "team"));
    }

    private static Task<TestCluster> StartAsync() => ClusterObjects.StartAsync(static controllers => controllers.AddNamespaceController());

    private static async Task MakeAsync(TestCluster cluster, string map, string? finalizer)
    {
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "team" } });
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "team" } });
        await cluster.AddAsync(new V1ConfigMap { Metadata = new() { Name = map, Namespace = "team", Finalizers = finalizer is null ? null : [finalizer] } });
    }
}
