using Kube.Scheduling.Framework;
using Kube.Scheduling.Simulation;
using Kube.Scheduling.Tests.Loop;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Scheduling.Tests.Simulation;

public sealed class SchedulerSimulatorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fork_OfTheLiveCluster_AnswersWithoutChangingIt()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("full", cpu: "1"));
        await cluster.AddAsync(Objects.Pod("holder", "900m"));
        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName is not null);
        await cluster.AddAsync(Objects.Node("tainted").Tainted("only", "NoSchedule"));
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        var simulator = cluster.Cluster.Services.GetRequiredService<ISchedulerSimulator>();
        var fork = await simulator.ForkAsyncIn(cluster);
        var pod = Objects.Pod("hypothetical", "500m");

        var nowhere = fork.Try(pod);
        Assert.False(nowhere.IsPlaced);
        Assert.Equal("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s).", nowhere.Message);
        var reasons = fork.Explain(pod);
        Assert.Equal(Verdict.Rejected(["Insufficient cpu"]), reasons["full"]);
        Assert.Equal(Verdict.RejectedForGood("node(s) had untolerated taint(s)"), reasons["tainted"]);

        fork.SetNode(Objects.Node("hypothetical"));
        Assert.Equal("hypothetical", fork.Schedule(pod).NodeName);
        Assert.Equal(2, (await simulator.ForkAsyncIn(cluster)).View.NodeCount);
    }

    [Fact]
    public void Fork_OfASimulation_GoesItsOwnWay()
    {
        using var services = new ServiceCollection().AddLogging().AddKubeApi().Services.AddKubeScheduling().AddDefaultProfile().Services.BuildServiceProvider();
        var one = services.GetRequiredService<ISchedulerSimulator>().Empty();
        Assert.Equal("no nodes available to schedule pods", one.Try(Objects.Pod("p")).Message);
        one.SetNode(Objects.Node("a", cpu: "1"));
        one.Schedule(Objects.Pod("p", "600m"));
        var other = one.Fork();
        Assert.False(other.Try(Objects.Pod("q", "600m")).IsPlaced);
        other.SetNode(Objects.Node("b"));
        Assert.Equal("b", other.Schedule(Objects.Pod("q", "600m")).NodeName);
        Assert.Equal(1, one.View.NodeCount);
    }
}
