using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class ProbeTests
{
    [Fact]
    public async Task Readiness_Succeeds_OnlyThenIsThePodReady()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { ReadyAfter = TimeSpan.FromSeconds(7) });
        await node.CreateAsync(Pod("readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 5}"));

        var pod = await node.WaitForPhaseAsync("web", "Running", TimeSpan.FromSeconds(20));
        var ready = pod.Status.Conditions!.Single(c => c.Type == "Ready");
        Assert.Equal(("False", "ContainersNotReady", "containers with unready status: [main]"), (ready.Status, ready.Reason, ready.Message));
        Assert.True(pod.Status.ContainerStatuses![0] is { Ready: false, Started: true });

        pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses![0].Ready, TimeSpan.FromSeconds(11));
        Assert.Equal(TimeSpan.FromSeconds(10), pod.Status.Conditions!.Single(c => c.Type == "Ready").LastTransitionTime - pod.Status.StartTime);
        Assert.Contains(
            $"Unhealthy: Readiness probe failed: Get \"http://{pod.Status.PodIP}:8080/healthz\": dial tcp {pod.Status.PodIP}:8080: connect: connection refused", await node.EventsAsync("web"));
    }

    [Fact]
    public async Task Readiness_Fails_AfterThresholdThePodIsNotReady()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 10, failureThreshold: 2}"));
        await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].Ready == true);

        await SetReadyAsync(node, ready: false);
        var began = node.Cluster.Time.GetUtcNow();
        await node.WaitAsync("web", p => !p.Status.ContainerStatuses![0].Ready, TimeSpan.FromSeconds(21));

        Assert.InRange((node.Cluster.Time.GetUtcNow() - began).TotalSeconds, 10, 21);
    }

    [Fact]
    public async Task Liveness_Fails_TheContainerIsRestarted()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 3, failureThreshold: 2}"));
        await node.WaitForPhaseAsync("web", "Running");

        await SetReadyAsync(node, ready: false);
        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses![0] is { RestartCount: 1, Ready: true }, TimeSpan.FromSeconds(20));

        Assert.Equal(143, pod.Status.ContainerStatuses![0].LastState.Terminated!.ExitCode);
        Assert.Contains("Killing: Container main failed liveness probe, will be restarted", await node.EventsAsync("web"));
    }

    [Fact]
    public async Task Startup_HoldsTheOthersBack()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { ReadyAfter = TimeSpan.FromSeconds(25) });
        await node.CreateAsync(Pod(
            "startupProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10, failureThreshold: 5}, livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1, failureThreshold: 1}, readinessProbe: {httpGet: {path: /, port: 80}}"));

        var pod = await node.WaitForPhaseAsync("web", "Running");
        Assert.True(pod.Status.ContainerStatuses![0] is { Started: false, Ready: false });
        pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses![0].Ready, TimeSpan.FromSeconds(31));

        Assert.True(pod.Status.ContainerStatuses![0] is { Started: true, RestartCount: 0 });
    }

    [Fact]
    public async Task Startup_NeverSucceeds_TheContainerIsRestarted()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { ReadyAfter = null });
        await node.CreateAsync(Pod("startupProbe: {httpGet: {path: /, port: 80}, periodSeconds: 2, failureThreshold: 3}"));

        await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].RestartCount == 1, TimeSpan.FromSeconds(10));

        Assert.Contains("Killing: Container main failed startup probe, will be restarted", await node.EventsAsync("web"));
    }

    [Fact]
    public async Task ExecReadiness_ByExitCode()
    {
        var healthy = false;
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { Exec = _ => new() { ExitCode = healthy ? 0 : 1, Stdout = "no such file"u8.ToArray() } });
        await node.CreateAsync(Pod("readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1}"));
        await node.WaitForPhaseAsync("web", "Running");
        Assert.Contains("Unhealthy: Readiness probe failed: no such file", await node.EventsAsync("web"));

        healthy = true;
        await node.WaitAsync("web", p => p.Status.ContainerStatuses![0].Ready, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ReadinessGate_HoldsThePodBack()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              readinessGates: [{conditionType: example.com/ok}]
              containers: [{name: main, image: x}]
            """);
        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].Ready == true);
        var ready = pod.Status.Conditions!.Single(c => c.Type == "Ready");
        Assert.Equal(("False", "ReadinessGatesNotReady", "corresponding condition of pod readiness gate \"example.com/ok\" does not exist."), (ready.Status, ready.Reason, ready.Message));

        var patch = """{"status":{"conditions":[{"type":"example.com/ok","status":"True"}]}}"""u8.ToArray();
        await node.Cluster.Scheduler.Run("patch", () => node.Client.For<Kube.Api.Models.V1Pod>().PatchAsync<Kube.Api.Models.V1Pod>(
            new("default", "web"), "status", new(Kube.Api.Requests.PatchType.StrategicMerge, patch), Kube.Api.Requests.WriteOptions.Default, TestContext.Current.CancellationToken).AsTask());

        pod = await node.WaitAsync("web", p => p.Status.Conditions!.Single(c => c.Type == "Ready").Status == "True", TimeSpan.FromSeconds(20));
        Assert.Contains(pod.Status.Conditions!, c => c is { Type: "example.com/ok", Status: "True" });
    }

    private static Task SetReadyAsync(HollowNode node, bool ready) => node.Cluster.Scheduler.Run("ready", async () =>
    {
        var container = (await node.Runtime.Containers.ListAsync(ContainerFilter.All, TestContext.Current.CancellationToken))[0];
        node.Runtime.SetReady(container.Id, ready);
    });

    private static string Pod(string probes) => $$"""
        metadata: {name: web}
        spec:
          containers: [{name: main, image: x, {{probes}}}]
        """;
}
