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

    /// <summary>A server behind the server does not answer: what others have goes, and the namespace waits for it.</summary>
    [Fact]
    public async Task Delete_ServerBehindIsAway_OtherContentGoesAndTheNamespaceWaits()
    {
        await using var cluster = await StartAsync();
        await MakeAsync(cluster, "settings", finalizer: null);
        await cluster.AddAsync(new V1APIService
        {
            Metadata = new() { Name = "v1.gone.example.com" },
            Spec = new() { Group = "gone.example.com", Version = "v1", GroupPriorityMinimum = 100, VersionPriority = 10, InsecureSkipTLSVerify = true, Service = new() { Name = "gone", Namespace = "default" } },
        });
        await cluster.WaitForAsync(
            async () => (await cluster.FindAsync<V1APIService>("", "v1.gone.example.com"))?.Status?.Conditions is [{ Status: "False" }], TimeSpan.FromMinutes(1), Cancel);
        await cluster.DeleteAsync<V1Namespace>("", "team");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancel);

        Assert.Empty(await cluster.ListAsync<V1ConfigMap>("team"));
        Assert.Equal(
            "NamespaceDeletionDiscoveryFailure=DiscoveryFailed: Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: "
                + "gone.example.com/v1: stale GroupVersion discovery: gone.example.com/v1",
            string.Join('\n', (await cluster.FindAsync<V1Namespace>("", "team"))!.Status!.Conditions!
                .Where(static one => one.Status == "True").Select(static one => $"{one.Type}={one.Reason}: {one.Message}")));

        await cluster.DeleteAsync<V1APIService>("", "v1.gone.example.com");
        await cluster.WaitForAsync(async () => await cluster.FindAsync<V1Namespace>("", "team") is null, TimeSpan.FromMinutes(20), Cancel);
    }

    private static Task<TestCluster> StartAsync() => ClusterObjects.StartAsync(static controllers => controllers.AddNamespaceController());

    private static async Task MakeAsync(TestCluster cluster, string map, string? finalizer)
    {
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "team" } });
        await cluster.AddAsync(new V1ServiceAccount { Metadata = new() { Name = "default", Namespace = "team" } });
        await cluster.AddAsync(new V1ConfigMap { Metadata = new() { Name = map, Namespace = "team", Finalizers = finalizer is null ? null : [finalizer] } });
    }
}
