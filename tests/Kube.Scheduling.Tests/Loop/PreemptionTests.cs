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

    [Fact]
    public async Task Preemptor_OfALongLeavingVictim_IsDisplacedByAMoreImportantPod()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await ClassesAsync(cluster);
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        var low = Ranked("low", "900m", "low");
        low.Metadata.Finalizers = ["example.com/stays"];
        await cluster.AddAsync(low);
        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName is not null);
        await cluster.AddAsync(Ranked("middle", "900m", "middle"));
        await cluster.WhenAsync(static pods => Named(pods, "middle").Status?.NominatedNodeName == "a");

        await cluster.AddAsync(Ranked("high", "900m", "high"));

        // It cannot have the room yet either, but the promise is its own now.
        await cluster.WhenAsync(static pods => Named(pods, "high").Status?.NominatedNodeName == "a" && Named(pods, "middle").Status?.NominatedNodeName is null);
        await cluster.Pods.PatchAsync(
            new("default", "low"), new(PatchType.Merge, "{\"metadata\":{\"finalizers\":null}}"u8.ToArray()), WriteOptions.Default, Cancel);
        var pods = await cluster.WhenAsync(static pods => Named(pods, "high").Spec!.NodeName is not null);
        Assert.Null(Named(pods, "middle").Spec!.NodeName);
    }

    [Fact]
    public async Task Preemptor_OfSeveralVictims_IsTriedWhenTheLastOneIsGone()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await ClassesAsync(cluster);
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        foreach (var name in (string[])["low-1", "low-2", "low-3"]) await cluster.AddAsync(Ranked(name, "300m", "low"));
        await cluster.WhenAsync(static pods => pods.All(static pod => pod.Spec!.NodeName is not null));

        await cluster.AddAsync(Ranked("high", "1", "high"));

        var pods = await cluster.WhenAsync(static pods => pods.Count == 1 && pods[0].Spec!.NodeName is not null, TimeSpan.FromMilliseconds(900));
        Assert.Equal("high", Assert.Single(pods).Metadata.Name);
        // It failed once, not once more for every victim.
        Assert.Null(Assert.Single(await cluster.EventsAsync("FailedScheduling")).Series);
    }

    private static V1Pod Named(IReadOnlyList<V1Pod> pods, string name) => pods.Single(pod => pod.Metadata.Name == name);

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
