using Kube.Api.Models;
using Kube.Node.Errors;
using Kube.Node.Tests.Agent;

namespace Kube.Node.Tests.Resizing;

public sealed class PodResizeTests
{
    private const string Web = "{metadata: {name: web}, spec: {containers: [{name: main, image: x, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 64Mi}}}]}}";

    [Fact]
    public async Task Resize_ThatFits_IsGivenToTheRunningContainer()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        var id = (await node.WaitForPhaseAsync("web", "Running")).Status.ContainerStatuses![0].ContainerID;

        await node.ResizeAsync("web", "{spec: {containers: [{name: main, resources: {requests: {cpu: 300m}, limits: {cpu: 500m}}}]}}");
        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses![0].Resources?.Limits?["cpu"].MilliValue == 500 && Condition(p, "PodResizeInProgress") is null, TimeSpan.FromSeconds(30));

        var status = pod.Status.ContainerStatuses![0];
        Assert.Equal((id, 0, 300L), (status.ContainerID, status.RestartCount, status.AllocatedResources!["cpu"].MilliValue));
        Assert.Equal(50_000, node.Doors.Updates.Last().Resources.CpuQuota);
        var events = await node.EventsAsync("web");
        Assert.Contains(events, text => text.StartsWith("ResizeStarted: Pod resize started: {\"containers\":[{\"name\":\"main\",\"resources\":{\"limits\":{\"cpu\":\"500m\",\"memory\":\"64Mi\"}", StringComparison.Ordinal));
        Assert.Contains(events, text => text.StartsWith("ResizeCompleted: Pod resize completed: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resize_TheRuntimeRefuses_ShowsTheLimitsInForceAndTheError()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.WaitForPhaseAsync("web", "Running");
        node.Doors.OnUpdate = _ => throw new RuntimeRefusalException("resources", "not here");

        await node.ResizeAsync("web", "{spec: {containers: [{name: main, resources: {limits: {cpu: 500m}}}]}}");
        var pod = await node.WaitAsync("web", p => Condition(p, "PodResizeInProgress")?.Reason == "Error", TimeSpan.FromSeconds(30));

        Assert.Contains("not here", Condition(pod, "PodResizeInProgress")!.Message, StringComparison.Ordinal);
        Assert.Equal((200L, 500L), (pod.Status.ContainerStatuses![0].Resources!.Limits!["cpu"].MilliValue, pod.Spec.Containers[0].Resources!.Limits!["cpu"].MilliValue));
        Assert.Single(node.Doors.Updates);
        Assert.Contains(await node.EventsAsync("web"), text => text.StartsWith("ResizeError: Pod resize error: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resize_BeyondTheNode_IsInfeasible()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.WaitForPhaseAsync("web", "Running");

        await node.ResizeAsync("web", "{spec: {containers: [{name: main, resources: {requests: {cpu: '100'}, limits: {cpu: '101'}}}]}}");
        var pod = await node.WaitAsync("web", p => Condition(p, "PodResizePending") is not null, TimeSpan.FromSeconds(30));

        Assert.Equal(("Infeasible", "Node didn't have enough capacity: cpu, requested: 100000, capacity: 32000"), (Condition(pod, "PodResizePending")!.Reason, Condition(pod, "PodResizePending")!.Message));
        Assert.Equal(pod.Metadata.Generation, Condition(pod, "PodResizePending")!.ObservedGeneration);
        Assert.Equal(100, pod.Status.ContainerStatuses![0].AllocatedResources!["cpu"].MilliValue);
        Assert.Empty(node.Doors.Updates);
    }

    [Fact]
    public async Task Resize_ThatFitsLater_IsDeferredUntilThen()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.CreateAsync("{metadata: {name: big}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: main, image: x, resources: {requests: {cpu: '30'}}}]}}");
        await node.WaitForPhaseAsync("web", "Running");
        await node.WaitForPhaseAsync("big", "Running");

        await node.ResizeAsync("web", "{spec: {containers: [{name: main, resources: {requests: {cpu: '4'}, limits: {cpu: '5'}}}]}}");
        var pod = await node.WaitAsync("web", p => Condition(p, "PodResizePending") is not null, TimeSpan.FromSeconds(30));
        Assert.Equal("Deferred", Condition(pod, "PodResizePending")!.Reason);
        Assert.StartsWith("Node didn't have enough resource: cpu, requested: 4000, used: 30000", Condition(pod, "PodResizePending")!.Message, StringComparison.Ordinal);

        await node.DeleteAsync("big");
        pod = await node.WaitAsync("web", p => Condition(p, "PodResizePending") is null && p.Status.ContainerStatuses![0].Resources?.Limits?["cpu"].MilliValue == 5000, TimeSpan.FromMinutes(2));
        Assert.Null(Condition(pod, "PodResizeInProgress"));
    }

    [Fact]
    public async Task Resize_PolicyWantsARestart_RestartsTheContainer()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            {metadata: {name: web}, spec: {containers: [{name: main, image: x, resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}],
              resources: {requests: {memory: 64Mi}, limits: {memory: 64Mi}}}]}}
            """);
        await node.WaitForPhaseAsync("web", "Running");

        await node.ResizeAsync("web", "{spec: {containers: [{name: main, resources: {requests: {memory: 128Mi}, limits: {memory: 128Mi}}}]}}");
        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses![0] is { RestartCount: 1, State.Running: not null }, TimeSpan.FromMinutes(2));

        Assert.Equal(128L << 20, pod.Status.ContainerStatuses![0].Resources!.Limits!["memory"].Value);
        Assert.Empty(node.Doors.Updates);
        Assert.Contains("Killing: Container main resize requires restart, will be restarted", await node.EventsAsync("web"));
    }

    [Fact]
    public async Task Agent_RestartsWhileAResizeWaits_KeepsWhatWasGranted()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.WaitForPhaseAsync("web", "Running");
        await node.ResizeAsync("web", "{spec: {containers: [{name: main, resources: {requests: {cpu: '100'}, limits: {cpu: '101'}}}]}}");
        await node.WaitAsync("web", p => Condition(p, "PodResizePending") is not null, TimeSpan.FromSeconds(30));

        await node.RestartAgentAsync();
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        var pod = await node.GetAsync("web");
        Assert.Equal(("Infeasible", 100L, 0), (Condition(pod, "PodResizePending")?.Reason, pod.Status.ContainerStatuses![0].AllocatedResources!["cpu"].MilliValue, pod.Status.ContainerStatuses[0].RestartCount));
        Assert.Empty(node.Doors.Updates);
    }

    private static V1PodCondition? Condition(V1Pod pod, string type) => pod.Status.Conditions?.Find(condition => condition.Type == type);
}
