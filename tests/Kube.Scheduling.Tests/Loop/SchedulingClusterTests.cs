using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Scheduling.Hosting;
using Microsoft.Extensions.DependencyInjection;



namespace Kube.Scheduling.Tests.Loop;

/// <summary>The scheduler against a whole API, on virtual time.</summary>
public sealed class SchedulingClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pods_WithRoom_AreBoundWithUpstreamsEvent()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("a"));
        await cluster.AddAsync(Objects.Node("b"));
        for (var i = 0; i < 20; i++) await cluster.AddAsync(Objects.Pod($"p{i}", "100m", "100Mi"));

        var pods = await cluster.WhenAsync(static pods => pods.All(static pod => pod.Spec!.NodeName is not null));

        Assert.Equal(10, pods.Count(static pod => pod.Spec!.NodeName == "a"));
        var events = await cluster.EventsAsync("Scheduled");
        Assert.Equal(20, events.Count);
        var one = events.Single(static e => e.Regarding!.Name == "p3");
        Assert.Equal($"Successfully assigned default/p3 to {pods.Single(static pod => pod.Metadata.Name == "p3").Spec!.NodeName}", one.Note);
        Assert.Equal("Binding", one.Action);
        Assert.Equal("default-scheduler", one.ReportingController);
    }

    [Fact]
    public async Task Scheduler_OfSeveral_WorksWhileItHoldsTheLease()
    {
        await using var cluster = await SchedulerCluster.StartAsync(static builder =>
        {
            builder.AddDefaultProfile();
            builder.Services.Configure<SchedulingOptions>(static options =>
            {
                options.LeaderElection.Enabled = true;
                options.LeaderElection.Identity = "me";
            });
        });
        var leases = cluster.Cluster.Client.For<V1Lease>();
        await cluster.AddAsync(Objects.Node("a"));
        await cluster.AddAsync(Objects.Pod("first"));
        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName == "a");
        var lease = await leases.GetAsync(new("kube-system", "kube-scheduler"), Cancel);
        Assert.Equal("me", lease.Spec!.HolderIdentity);

        // Someone else takes it, for a minute.
        (lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds) = ("other", 60);
        await leases.UpdateAsync(lease, WriteOptions.Default, Cancel);
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);
        await cluster.AddAsync(Objects.Pod("second"));
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Null((await cluster.PodsAsync()).Single(static pod => pod.Metadata.Name == "second").Spec!.NodeName);

        await cluster.WhenAsync(static pods => pods.All(static pod => pod.Spec!.NodeName == "a"), TimeSpan.FromMinutes(1));
        Assert.Equal("me", (await leases.GetAsync(new("kube-system", "kube-scheduler"), Cancel)).Spec!.HolderIdentity);
    }

    [Fact]
    public async Task Pod_FittingNowhere_SaysWhyAndIsTriedWhenANodeComes()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        for (var i = 0; i < 2; i++) await cluster.AddAsync(Objects.Node($"small-{i}", cpu: "1"));
        for (var i = 0; i < 3; i++) await cluster.AddAsync(Objects.Node($"tainted-{i}").Tainted("only", "NoSchedule"));
        await cluster.AddAsync(Objects.Pod("big", "2"));

        var pod = (await cluster.WhenAsync(static pods => pods[0].Status?.Conditions is { Count: > 0 }))[0];

        var condition = pod.Status!.Conditions![0];
        Assert.Equal(("PodScheduled", "False", "Unschedulable"), (condition.Type, condition.Status, condition.Reason));
        Assert.StartsWith("0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint(s).", condition.Message, StringComparison.Ordinal);
        var failed = Assert.Single(await cluster.EventsAsync("FailedScheduling"));
        Assert.Equal(condition.Message, failed.Note);
        Assert.Equal(("Warning", "Scheduling"), (failed.Type, failed.Action));

        await cluster.AddAsync(Objects.Node("big"));
        var bound = (await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName is not null))[0];
        Assert.Equal("big", bound.Spec!.NodeName);
        Assert.Equal("True", bound.Status!.Conditions!.Single(static known => known.Type == "PodScheduled").Status);
    }

    [Fact]
    public async Task Pod_WithGates_WaitsUntilTheyAreGone()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("a"));
        await cluster.AddAsync(Objects.Pod("gated", spec: static spec => spec.SchedulingGates = [new() { Name = "test/hold" }]));
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromMinutes(10), Cancel);
        var pod = (await cluster.PodsAsync())[0];
        Assert.Null(pod.Spec!.NodeName);
        Assert.Empty(await cluster.EventsAsync("FailedScheduling"));

        pod.Spec.SchedulingGates = null;
        await cluster.Pods.UpdateAsync(pod, WriteOptions.Default, Cancel);

        await cluster.WhenAsync(static pods => pods[0].Spec!.NodeName == "a");
    }

    [Fact]
    public async Task Pods_OfAnotherScheduler_AreLeftAlone()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("a"));
        await cluster.AddAsync(Objects.Pod("other", spec: static spec => spec.SchedulerName = "someone-else"));
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Null((await cluster.PodsAsync())[0].Spec!.NodeName);
    }

    [Fact]
    public async Task Pod_WaitingForRoom_IsBoundWhenAnotherLeaves()
    {
        await using var cluster = await SchedulerCluster.StartAsync();
        await cluster.AddAsync(Objects.Node("a", cpu: "1"));
        await cluster.AddAsync(Objects.Pod("first", "800m"));
        await cluster.WhenAsync(static pods => pods.All(static pod => pod.Spec!.NodeName is not null));
        await cluster.AddAsync(Objects.Pod("second", "800m"));
        await cluster.Cluster.AdvanceAsync(TimeSpan.FromSeconds(30), Cancel);

        await cluster.Pods.DeleteAsync(new("default", "first"), new() { GracePeriodSeconds = 0 }, Cancel);

        var pods = await cluster.WhenAsync(static pods => pods is [{ Spec.NodeName: "a" }], TimeSpan.FromSeconds(15));
        Assert.Equal("second", pods[0].Metadata.Name);
    }
}
