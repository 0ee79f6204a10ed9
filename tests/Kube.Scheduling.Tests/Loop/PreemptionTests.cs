using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Scheduling.Tests.Loop;

public sealed class PreemptionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ImportantPod_WithoutRoom_TakesThePlaceOfTheLeastImportant()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await ClassesAsync(cluster);
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        await cluster.AddAsync(Objects.Node("b", cpu: "1"));
        await cluster.AddAsync(Ranked("low", "900m", "low"));
        await cluster.AddAsync(Ranked("middle", "900m", "middle"));
        var before = await cluster.WhenAsync(static pods => pods.All(static pod => pod.Spec!.NodeName is not null));
        var place = before.Single(static pod => pod.Metadata.Name == "low").Spec!.NodeName;

        await cluster.AddAsync(Ranked("high", "500m", "high"));

        var pods = await cluster.WhenAsync(static pods => pods.All(static pod => pod.Metadata.Name != "low") && pods.Single(static pod => pod.Metadata.Name == "high").Spec!.NodeName is not null);
        Assert.Equal(place, pods.Single(static pod => pod.Metadata.Name == "high").Spec!.NodeName);
        Assert.Contains(pods, static pod => pod.Metadata.Name == "middle");
        var preempted = Assert.Single(await cluster.EventsAsync("Preempted"));
        var high = pods.Single(static pod => pod.Metadata.Name == "high");
        Assert.Equal($"Preempted by pod {high.Metadata.Uid} on node {place}", preempted.Note);
        Assert.Equal("low", preempted.Regarding!.Name);
        var failed = Assert.Single(await cluster.EventsAsync("FailedScheduling"));
        Assert.Equal("0/2 nodes are available: 2 Insufficient cpu.", failed.Note);
    }

    [Fact]
    public async Task Pod_WithNobodyBelowIt_IsToldSo()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        await cluster.AddAsync(Objects.Node("tainted").Tainted("only", "NoSchedule"));
        await cluster.AddAsync(Objects.Pod("holder", "900m"));
        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName is not null);
        await cluster.AddAsync(Objects.Pod("second", "900m"));
        await cluster.Cluster.Client.For<V1PriorityClass>().CreateAsync(
            new() { Metadata = new() { Name = "patient" }, Value = 5, PreemptionPolicy = "Never" }, WriteOptions.Default, Cancel);
        await cluster.AddAsync(Ranked("third", "900m", "patient"));

        var pods = await cluster.WhenAsync(static pods => pods.Skip(1).All(static pod => pod.Status?.Conditions is { Count: > 0 }));

        const string Reasons = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s).";
        Assert.Equal(
            $"{Reasons} preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
            pods[1].Status!.Conditions![0].Message);
        Assert.Equal($"{Reasons} preemption: not eligible due to preemptionPolicy=Never.", pods[2].Status!.Conditions![0].Message);
    }

    private static V1Pod Ranked(string name, string cpu, string priorityClass) => Objects.Pod(name, cpu, spec: spec =>
    {
        spec.PriorityClassName = priorityClass;
        spec.TerminationGracePeriodSeconds = 0;
    });

    private static async Task ClassesAsync(SchedulerCluster cluster)
    {
        foreach (var (name, value) in new[] { ("low", 1), ("middle", 5), ("high", 10) })
        {
            await cluster.Cluster.Client.For<V1PriorityClass>().CreateAsync(
                new() { Metadata = new() { Name = name }, Value = value }, WriteOptions.Default, Cancel);
        }
    }
}
