using System.Diagnostics;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Cluster;

public sealed class TestClusterTests
{
    [Fact]
    public async Task Deployment_OnThreeNodes_BecomesAvailable()
    {
        await using var cluster = await TestCluster.StartAsync(static options => options.Nodes = 3, Cancel);
        await cluster.AddAsync(Workloads.Deployment("web", 5));
        await cluster.WaitForAsync(async () => (await cluster.FindAsync<V1Deployment>("default", "web"))!.Status?.AvailableReplicas == 5, cancellationToken: Cancel);

        var pods = await cluster.ListAsync<V1Pod>("default");
        Assert.All(pods, static pod => Assert.Equal("Running", pod.Status!.Phase));
        Assert.Equal(3, pods.Select(static pod => pod.Spec!.NodeName).Distinct().Count());
        Assert.Equal(5, pods.Select(static pod => pod.Status!.PodIP).Distinct().Count());
    }

    [Fact]
    public async Task Deployment_IsDeleted_NothingIsLeft()
    {
        await using var cluster = await TestCluster.StartAsync(cancellationToken: Cancel);
        await cluster.AddAsync(Workloads.Deployment("web", 2));
        await cluster.WaitForAsync(async () => (await cluster.FindAsync<V1Deployment>("default", "web"))!.Status?.AvailableReplicas == 2, cancellationToken: Cancel);
        await cluster.DeleteAsync<V1Deployment>("default", "web");
        await cluster.WaitForAsync(async () => (await cluster.ListAsync<V1Pod>("default")).Count == 0, cancellationToken: Cancel);

        Assert.Empty(await cluster.ListAsync<V1ReplicaSet>("default"));
    }

    [Fact]
    public async Task Namespace_WithRunningPods_Goes()
    {
        await using var cluster = await TestCluster.StartAsync(cancellationToken: Cancel);
        await cluster.AddAsync(new V1Namespace { Metadata = new() { Name = "team" } });
        await cluster.WhenIdleAsync(Cancel);
        var web = Workloads.Deployment("web", 2);
        web.Metadata.Namespace = "team";
        await cluster.AddAsync(web);
        await cluster.WaitForAsync(async () => (await cluster.FindAsync<V1Deployment>("team", "web"))!.Status?.AvailableReplicas == 2, cancellationToken: Cancel);
        await cluster.DeleteAsync<V1Namespace>("", "team");
        await cluster.WaitForAsync(async () => await cluster.FindAsync<V1Namespace>("", "team") is null, cancellationToken: Cancel);

        Assert.Empty(await cluster.ListAsync<V1Pod>("team"));
    }

    [Fact]
    public async Task Start_Warm_FirstPodRunsSoon()
    {
        for (var i = 0; i < 4; i++)
        {
            var watch = Stopwatch.StartNew();
            await using var cluster = await TestCluster.StartAsync(cancellationToken: Cancel);
            var started = watch.Elapsed;
            await cluster.AddAsync(Pod("web"));
            await cluster.WaitForAsync(async () => (await cluster.FindAsync<V1Pod>("default", "web"))!.Status?.Phase == "Running", cancellationToken: Cancel);
            TestContext.Current.SendDiagnosticMessage($"started {started.TotalMilliseconds:0} ms, first pod {watch.Elapsed.TotalMilliseconds:0} ms");
        }
    }
}
