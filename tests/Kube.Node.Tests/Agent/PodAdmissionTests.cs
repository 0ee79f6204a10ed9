using Kube.Api.Models;

namespace Kube.Node.Tests.Agent;

public sealed class PodAdmissionTests
{
    [Theory]
    [InlineData("containers: [{name: a, image: x, resources: {requests: {cpu: '40'}}}]", "OutOfcpu", "Node didn't have enough resource: cpu, requested: 40000, used: 0, capacity: 32000")]
    [InlineData("containers: [{name: a, image: x, resources: {requests: {memory: 1Ti}}}]", "OutOfmemory", "Node didn't have enough resource: memory, requested: 1099511627776, used: 0, capacity: 274877906944")]
    [InlineData("{nodeSelector: {disk: ssd}, containers: [{name: a, image: x}]}", "NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector")]
    public async Task Pod_ThatDoesNotFit_IsFailedWithTheReason(string spec, string reason, string message)
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync($$"""{metadata: {name: big}, spec: {{(spec[0] == '{' ? spec : "{" + spec + "}")}}}""");

        var pod = await node.WaitForPhaseAsync("big", "Failed", TimeSpan.FromSeconds(20));

        Assert.Equal((reason, $"Pod was rejected: {message}"), (pod.Status.Reason, pod.Status.Message));
        Assert.Contains($"{reason}: {message}", await node.EventsAsync("big"));
    }

    [Fact]
    public async Task HostPort_Taken_IsRefused()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: one}, spec: {containers: [{name: a, image: x, ports: [{containerPort: 80, hostPort: 8080}]}]}}");
        await node.WaitForPhaseAsync("one", "Running");
        await node.CreateAsync("{metadata: {name: two}, spec: {containers: [{name: a, image: x, ports: [{containerPort: 81, hostPort: 8080}]}]}}");

        var pod = await node.WaitForPhaseAsync("two", "Failed", TimeSpan.FromSeconds(20));

        Assert.Equal("NodePorts", pod.Status.Reason);
    }

    [Fact]
    public async Task MaxPods_Reached_RefusesFurtherOnes()
    {
        await using var node = await HollowNode.StartAsync(node: options => options.MaxPods = 1);
        await node.CreateAsync("{metadata: {name: one}, spec: {containers: [{name: a, image: x}]}}");
        await node.WaitForPhaseAsync("one", "Running");
        await node.CreateAsync("{metadata: {name: two}, spec: {containers: [{name: a, image: x}]}}");

        var pod = await node.WaitForPhaseAsync("two", "Failed", TimeSpan.FromSeconds(20));

        Assert.Equal(("OutOfpods", "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1"), (pod.Status.Reason, pod.Status.Message));
    }

    [Fact]
    public void RequestOf_CountsInitPeaksAndSidecars()
    {
        var pod = HollowNode.Pod("""
            metadata: {name: a}
            spec:
              overhead: {cpu: 100m}
              initContainers:
              - {name: sidecar, image: x, restartPolicy: Always, resources: {requests: {cpu: 200m}}}
              - {name: init, image: x, resources: {requests: {cpu: "2"}}}
              containers: [{name: a, image: x, resources: {requests: {cpu: 500m}}}]
            """);

        Assert.Equal(2.3m, Kube.Node.Agent.AdmissionRules.RequestOf(pod, "cpu"));
    }
}
