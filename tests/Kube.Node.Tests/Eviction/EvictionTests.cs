using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Eviction;
using Kube.Node.Hosting;
using Kube.Node.Registration;
using Kube.Node.Runtime;
using Kube.Node.Tests.Agent;

namespace Kube.Node.Tests.Eviction;

public sealed class EvictionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("100Mi", 104_857_599, 1L << 30, true)]
    [InlineData("100Mi", 104_857_600, 1L << 30, false)]
    [InlineData("10%", 99, 1000, true)]
    [InlineData("10%", 100, 1000, false)]
    public void Threshold_ByAmountOrPart(string value, long available, long capacity, bool isMet) =>
        Assert.Equal(isMet, EvictionThreshold.Parse("memory.available", value)!.IsMet(new(available, capacity)));

    [Theory]
    [InlineData("memory.available", "much")]
    [InlineData("nodefs.available", "101%")]
    [InlineData("luck.available", "1%")]
    public void Threshold_ThatCannotBeRead_IsNone(string signal, string value) => Assert.Null(EvictionThreshold.Parse(signal, value));

    [Fact]
    public void Rank_ExceedingRequestsThenPriorityThenHowMuch()
    {
        PodUse[] pods =
        [
            Use("within", 0, "200Mi", 100), Use("over-a-lot", 5, "10Mi", 500), Use("over-low", 1, "10Mi", 20), Use("over-little", 5, "10Mi", 20), Use("critical", 2_000_001_000, "0", 900),
        ];

        Assert.Equal(["over-low", "over-a-lot", "over-little", "within"], EvictionRanking.Rank(pods, "memory").Select(use => use.Pod.Metadata.Name));
    }

    [Fact]
    public void Message_NamesWhatWasShortAndWhoUsedIt() => Assert.Equal(
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container main was using 500Mi, request is 10Mi, has larger consumption of memory. ",
        EvictionRanking.Message(EvictionThreshold.Parse("memory.available", "100Mi")!, new(50L << 20, 1L << 30), Use("a", 0, "10Mi", 500)));

    [Fact]
    public async Task Memory_RunsShort_TheWorstPodGoesAndNoBestEffortPodComes()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: small}, spec: {containers: [{name: main, image: x, resources: {requests: {memory: 64Mi}}}]}}");
        await node.CreateAsync("{metadata: {name: greedy}, spec: {containers: [{name: main, image: x}]}}");
        await node.WaitForPhaseAsync("small", "Running");
        await node.WaitForPhaseAsync("greedy", "Running");

        node.Doors.Use = new Dictionary<string, SignalUse> { ["memory.available"] = new(50L << 20, 1L << 30) };
        var pod = await node.WaitForPhaseAsync("greedy", "Failed", TimeSpan.FromSeconds(30));
        node.Doors.Use = new Dictionary<string, SignalUse> { ["memory.available"] = new(900L << 20, 1L << 30) };

        Assert.Equal("Evicted", pod.Status.Reason);
        Assert.StartsWith("The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ", pod.Status.Message, StringComparison.Ordinal);
        var target = pod.Status.Conditions!.Find(condition => condition.Type == "DisruptionTarget");
        Assert.Equal(("True", "TerminationByKubelet", pod.Status.Message), (target?.Status, target?.Reason, target?.Message));
        Assert.Contains(await node.EventsAsync("greedy"), text => text.StartsWith("Evicted: The node was low on resource: memory.", StringComparison.Ordinal));
        Assert.Equal(("True", "KubeletHasInsufficientMemory"), await ConditionAsync(node, "MemoryPressure"));

        await node.CreateAsync("{metadata: {name: late}, spec: {containers: [{name: main, image: x}]}}");
        var late = await node.WaitForPhaseAsync("late", "Failed", TimeSpan.FromSeconds(20));
        Assert.Equal(("Evicted", "Pod was rejected: The node had condition: [MemoryPressure]. "), (late.Status.Reason, late.Status.Message));
        await node.CreateAsync("{metadata: {name: asks}, spec: {containers: [{name: main, image: x, resources: {requests: {memory: 1Mi}}}]}}");
        await node.WaitForPhaseAsync("asks", "Running");
        Assert.Equal("Running", (await node.GetAsync("small")).Status.Phase);

        await node.Cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancel);
        Assert.Equal(("False", "KubeletHasSufficientMemory"), await ConditionAsync(node, "MemoryPressure"));
    }

    [Fact]
    public async Task Disk_RunsShort_UnusedImagesGoBeforePods()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {containers: [{name: main, image: used}]}}");
        await node.WaitForPhaseAsync("web", "Running");
        await node.Cluster.Scheduler.Run("pull", () => node.Runtime.Images.PullAsync(new() { Image = "unused" }, Cancel).AsTask());

        node.Doors.Use = new Dictionary<string, SignalUse> { ["imagefs.available"] = new(1, 100) };
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(11), Cancel);

        Assert.Equal(["docker.io/library/used:latest"], (await node.Cluster.Scheduler.RunAsync(() => node.Runtime.Images.ListAsync(Cancel).AsTask())).SelectMany(image => image.Tags));
        node.Doors.Use = new Dictionary<string, SignalUse>();
    }

    [Fact]
    public async Task ShutDown_LowPriorityFirst_PodsAreFailedAndNoneComes()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {containers: [{name: main, image: x}]}}");
        await node.WaitForPhaseAsync("web", "Running");

        var going = node.Cluster.Scheduler.Run("shutdown", () => node.Agent.ShutDownAsync(new Dictionary<int, TimeSpan> { [0] = TimeSpan.FromSeconds(10) }, Cancel).AsTask());

        var pod = await node.WaitForPhaseAsync("web", "Failed");
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        await going;
        Assert.Equal(("Terminated", "Pod was terminated in response to imminent node shutdown."), (pod.Status.Reason, pod.Status.Message));
        await node.CreateAsync("{metadata: {name: late}, spec: {containers: [{name: main, image: x}]}}");
        Assert.Equal("Pod was rejected: Pod was rejected as the node is shutting down.", (await node.WaitForPhaseAsync("late", "Failed", TimeSpan.FromSeconds(10))).Status.Message);
        Assert.Equal(("False", "KubeletNotReady"), await ConditionAsync(node, "Ready"));
    }

    [Fact]
    public void ShutDown_Groups_ByTheHighestPeriodThatIsNotAbove()
    {
        var pods = new[] { -5, 0, 9, 10, 2_000_000_000 }.Select(priority => new V1Pod { Metadata = new() { Name = $"{priority}" }, Spec = new() { Priority = priority } });
        var groups = NodeShutdown.Groups(pods, new Dictionary<int, TimeSpan> { [10] = TimeSpan.FromSeconds(2), [0] = TimeSpan.FromSeconds(1), [2_000_000_000] = TimeSpan.FromSeconds(3) });

        Assert.Equal(["1: -5 0 9", "2: 10", "3: 2000000000"], groups.Select(group => $"{group.Period.TotalSeconds}: {string.Join(' ', group.Pods.Select(pod => pod.Metadata.Name))}"));
    }

    [Fact]
    public void Allocatable_IsLessThanCapacityByWhatIsKept()
    {
        var options = new NodeOptions { KubeReserved = { ["cpu"] = "100m", ["memory"] = "1Gi" }, SystemReserved = { ["memory"] = "1Gi" } };
        var machine = new MachineInfo { Cpus = 2, MemoryBytes = 8L << 30, StorageBytes = 1000, Address = "1.1.1.1" };
        var allocatable = NodeObjects.Allocatable(options, machine);

        Assert.Equal((1900L, (6L << 30) - (100L << 20), 900L), (allocatable["cpu"].MilliValue, allocatable["memory"].Value, allocatable["ephemeral-storage"].Value));
        Assert.Equal(6L << 30, NodeObjects.PodMemory(options, machine));
    }

    [Fact]
    public void Machine_Measured_HasSomeOfEverything()
    {
        var use = new LocalMachine("/").Measure([]);

        Assert.All(["memory.available", "nodefs.available", "pid.available"], signal => Assert.InRange(use[signal].Available, 1, use[signal].Capacity));
    }

    private static PodUse Use(string name, int priority, string request, long megabytes) => new(
        new() { Metadata = new() { Name = name, Uid = name }, Spec = new() { Priority = priority, Containers = [new() { Name = "main", Resources = new() { Requests = new() { ["memory"] = request } } }] } },
        new()
        {
            Id = name,
            Metadata = new() { Name = name, Namespace = "default", Uid = name },
            Containers = [new() { Id = name, Metadata = new() { Name = "main" }, Memory = new MemoryUsage { Timestamp = default, WorkingSetBytes = megabytes << 20 } }],
        });

    private static async Task<(string?, string?)> ConditionAsync(HollowNode node, string type)
    {
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        var found = await node.Cluster.Scheduler.RunAsync(() => node.Client.For<V1Node>().GetAsync(new(HollowNode.Name), Cancel).AsTask());
        var condition = found.Status.Conditions!.Find(one => one.Type == type);
        return (condition?.Status, condition?.Reason);
    }
}
