using Kube.Api.Models;
using Kube.Store.Work;
using Kube.Testing.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    public async Task Start_SameSeedAndSteps_SameNamesAndUids()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        Assert.Equal(first, second);
    }

    /// <summary>Loops start while services are made: were those made beside the cluster's steps, the order of steps would be the machine's.</summary>
    [Fact]
    public async Task Start_Services_AreMadeAsAPartOfTheCluster()
    {
        TaskScheduler? maker = null;
        await using var cluster = await TestCluster.StartAsync(
            options =>
            {
                (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
                options.Services = services => services.AddSingleton<IHostedService>(_ =>
                {
                    maker = TaskScheduler.Current;
                    return new NoService();
                });
            },
            Cancel);

        Assert.Same(cluster.Scheduler, maker);
    }

    /// <summary>Were the start one step among theirs, it would come sooner or later, as the machine has it.</summary>
    [Fact]
    public async Task Start_LoopsOfServices_HaveDoneBeforeWhatTheyCan()
    {
        const int Steps = 2000;
        var (steps, atStart) = (0, 0);
        await using var cluster = await TestCluster.StartAsync(
            options =>
            {
                (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false);
                options.Services = services => services.AddSingleton<IHostedService>(provider =>
                {
                    _ = provider.GetRequiredService<IWorkScheduler>().Run("early", async () =>
                    {
                        for (; steps < Steps; steps++) await Task.Yield();
                    });
                    return new NoService(() => atStart = steps);
                });
            },
            Cancel);

        Assert.Equal(Steps, atStart);
    }

    /// <summary>A server looks after the defaults of flow control each minute, whatever became of them.</summary>
    [Fact]
    public async Task FlowControlDefaults_Deleted_ComeBackWithinAMinute()
    {
        await using var cluster = await TestCluster.StartAsync(static options => (options.Nodes, options.BuiltInControllers, options.Scheduler) = (0, false, false), Cancel);
        await cluster.DeleteAsync<V1FlowSchema>("", "catch-all");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Null(await cluster.FindAsync<V1FlowSchema>("", "catch-all"));

        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.NotNull(await cluster.FindAsync<V1FlowSchema>("", "catch-all"));
    }

    private static async Task<string> RunAsync()
    {
        await using var cluster = await TestCluster.StartAsync(static options => options.Seed = 7, Cancel);
        await cluster.Scheduler.Run("test", () => cluster.AddAsync(Pod("web")));
        await cluster.WaitForAsync(async () => (await cluster.FindAsync<V1Pod>("default", "web"))!.Status?.Phase == "Running", cancellationToken: Cancel);
        return (await cluster.FindAsync<V1Pod>("default", "web"))!.Metadata.Uid!;
    }

    private sealed class NoService(Action? started = null) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            started?.Invoke();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
