using Kube.Api.Models;
using Kube.Node.Agent;

namespace Kube.Node.Tests.Agent;

/// <summary>A pod that the node cannot do without gets its place: others leave for it, as few and as unimportant as can be.</summary>
public sealed class CriticalPodTests
{
    [Fact]
    public async Task Critical_NodeIsFull_OthersLeaveForItFirst()
    {
        await using var node = await HollowNode.StartAsync(runtime => runtime.Behavior = _ => new() { StopTime = TimeSpan.FromSeconds(4) });
        await node.CreateAsync("{metadata: {name: small}, spec: {containers: [{name: a, image: x, resources: {requests: {cpu: '2'}}}]}}");
        await node.CreateAsync("{metadata: {name: large}, spec: {containers: [{name: a, image: x, resources: {requests: {cpu: '20'}}}]}}");
        await node.CreateAsync("{metadata: {name: free}, spec: {containers: [{name: a, image: x}]}}");
        foreach (var name in (string[])["small", "large", "free"]) await node.WaitForPhaseAsync(name, "Running");
        await node.CreateAsync("{metadata: {name: critical}, spec: {priorityClassName: system-node-critical, containers: [{name: a, image: x, resources: {requests: {cpu: '15'}}}]}}");

        var critical = await node.WaitForPhaseAsync("critical", "Running");
        var large = await node.WaitForPhaseAsync("large", "Failed");

        Assert.Equal(("Preempting", "Preempted in order to admit critical pod"), (large.Status.Reason, large.Status.Message));
        var condition = Assert.Single(large.Status.Conditions!, one => one.Type == "DisruptionTarget");
        Assert.Equal(("True", "TerminationByKubelet", "Pod was preempted by Kubelet to accommodate a critical pod."), (condition.Status, condition.Reason, condition.Message));
        Assert.Contains("Preempting: Preempted in order to admit critical pod", await node.EventsAsync("large"));
        Assert.True(critical.Status.ContainerStatuses![0].State.Running!.StartedAt >= large.Status.ContainerStatuses![0].State.Terminated!.FinishedAt);
        Assert.Equal(("Running", "Running"), ((await node.GetAsync("small")).Status.Phase, (await node.GetAsync("free")).Status.Phase));
    }

    [Fact]
    public async Task Critical_NobodyMayLeave_IsFailedInUpstreamsWords()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: first}, spec: {priorityClassName: system-node-critical, containers: [{name: a, image: x, resources: {requests: {cpu: '20'}}}]}}");
        await node.CreateAsync("{metadata: {name: small}, spec: {containers: [{name: a, image: x, resources: {requests: {cpu: '2'}}}]}}");
        foreach (var name in (string[])["first", "small"]) await node.WaitForPhaseAsync(name, "Running");
        await node.CreateAsync("{metadata: {name: second}, spec: {priorityClassName: system-node-critical, containers: [{name: a, image: x, resources: {requests: {cpu: '15'}}}]}}");

        var second = await node.WaitForPhaseAsync("second", "Failed");

        Assert.Equal(
            ("UnexpectedAdmissionError", "Pod was rejected: Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: "
                + "no set of running pods found to reclaim resources: [(res: cpu, q: 3000), ]"),
            (second.Status.Reason, second.Status.Message));
        Assert.Equal("Running", (await node.GetAsync("small")).Status.Phase);

        // What it was refused is not held for it.
        await node.CreateAsync("{metadata: {name: third}, spec: {containers: [{name: a, image: x, resources: {requests: {cpu: '10'}}}]}}");
        await node.WaitForPhaseAsync("third", "Running");
    }

    [Fact]
    public async Task Critical_OfAnotherNodesKind_IsRefusedAsAnyOther()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: lost}, spec: {priorityClassName: system-node-critical, nodeSelector: {disk: ssd}, containers: [{name: a, image: x, resources: {requests: {cpu: '50'}}}]}}");

        Assert.Equal("NodeAffinity", (await node.WaitForPhaseAsync("lost", "Failed")).Status.Reason);
    }

    [Theory]
    [InlineData("cpu", 1, "b2")]
    [InlineData("cpu", 3, "b2 b3")]
    [InlineData("cpu", 7, "b2 b3 g4")]
    [InlineData("cpu", 11, "b2 b3 g5")]
    [InlineData("memory", 1, "g4")]
    [InlineData("pods", 1, "n1")]
    [InlineData("pods", 3, "n1 n2 b1")]
    [InlineData("cpu", 100, null)]
    public void Choose_IsTheFewestOfTheLeastClass(string resource, int missing, string? expected)
    {
        V1Pod[] others =
        [
            Pod("n1", "BestEffort", 0, 0), Pod("n2", "BestEffort", 0, 0), Pod("b1", "Burstable", 0.5m, 0), Pod("b2", "Burstable", 1, 0), Pod("b3", "Burstable", 2, 0),
            Pod("g4", "Guaranteed", 4, 1), Pod("g5", "Guaranteed", 8, 2), Pod("other", "Burstable", 9, 9, critical: true),
        ];

        var chosen = PreemptionChoice.Choose(Pod("critical", "Burstable", 1, 1, critical: true), others, [new(resource, missing, 0, 0)]);

        Assert.Equal(expected?.Split(' ').Order(), chosen?.Select(pod => pod.Metadata.Name!).Order());
    }

    private static V1Pod Pod(string name, string quality, decimal cpu, decimal memory, bool critical = false) => new()
    {
        Metadata = new() { Name = name, Uid = name },
        Spec = new()
        {
            Priority = critical ? 2_000_000_000 : 0,
            Containers =
            [
                new()
                {
                    Name = "a",
                    Resources = new() { Requests = new() { ["cpu"] = cpu.ToString(System.Globalization.CultureInfo.InvariantCulture), ["memory"] = memory.ToString(System.Globalization.CultureInfo.InvariantCulture) } },
                },
            ],
        },
        Status = new() { QosClass = quality },
    };
}
