using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class AgentRestartTests
{
    private const string Web = """
        metadata: {name: web}
        spec:
          containers: [{name: main, image: x, readinessProbe: {tcpSocket: {port: 80}}}]
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_RunningContainers_AreNotTouched()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        var before = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].Ready == true);

        await node.RestartAgentAsync();
        await node.Cluster.AdvanceAsync(TimeSpan.FromMinutes(3), Cancel);

        var after = await node.GetAsync("web");
        Assert.Equal(before.Status.ContainerStatuses![0].ContainerID, after.Status.ContainerStatuses![0].ContainerID);
        Assert.Equal(before.Status.ContainerStatuses[0].State.Running!.StartedAt, after.Status.ContainerStatuses[0].State.Running!.StartedAt);
        Assert.Equal(0, after.Status.ContainerStatuses[0].RestartCount);
        Assert.True(after.Status.ContainerStatuses[0].Ready);
        Assert.Equal(before.Status.StartTime, after.Status.StartTime);
    }

    [Fact]
    public async Task Restart_ContainerThatDiedMeanwhile_IsStartedAgainWithItsExitCodeKnown()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.WaitForPhaseAsync("web", "Running");
        await node.Cluster.Scheduler.Run("stop", () => node.Agent.DisposeAsync().AsTask());
        var container = (await node.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel))[0];
        await node.Cluster.Scheduler.Run("crash", () =>
        {
            node.Runtime.Exit(container.Id, 9);
            return Task.CompletedTask;
        });

        await node.RestartAgentAsync();

        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses![0] is { RestartCount: 1, Ready: true }, TimeSpan.FromSeconds(30));
        Assert.Equal(9, pod.Status.ContainerStatuses![0].LastState.Terminated!.ExitCode);
    }

    [Fact]
    public async Task Restart_PodDeletedMeanwhile_IsEndedAndForgotten()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Web);
        await node.WaitForPhaseAsync("web", "Running");
        await node.Cluster.Scheduler.Run("stop", () => node.Agent.DisposeAsync().AsTask());
        await node.DeleteAsync("web", grace: 0);

        await node.RestartAgentAsync();

        await node.Cluster.WaitForAsync(async () => (await node.Runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel)).Count == 0, TimeSpan.FromSeconds(40), Cancel);
        Assert.Empty(await node.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel));
    }

    [Fact]
    public async Task Node_Registers_WithWhatUpstreamsSays()
    {
        await using var node = await HollowNode.StartAsync(node: options =>
        {
            options.Labels["zone"] = "a";
            options.Taints.Add("dedicated=x:NoSchedule");
            options.PodCidr = "10.9.0.0/24";
        });

        var made = await node.Cluster.Scheduler.RunAsync(() => node.Client.For<V1Node>().GetAsync(new(HollowNode.Name), Cancel).AsTask());

        Assert.Equal(HollowNode.Name, made.Metadata.Labels!["kubernetes.io/hostname"]);
        Assert.Equal(("linux", "a"), (made.Metadata.Labels["kubernetes.io/os"], made.Metadata.Labels["zone"]));
        Assert.Equal("10.9.0.0/24", made.Spec.PodCIDR);
        Assert.Contains(made.Spec.Taints!, taint => taint is { Key: "dedicated", Value: "x", Effect: "NoSchedule" });
        Assert.Equal(["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"], made.Status.Conditions!.Select(c => c.Type));
        Assert.Equal("110", made.Status.Allocatable!["pods"].ToString());
        Assert.Equal(10250, made.Status.DaemonEndpoints.KubeletEndpoint.Port);
        Assert.Equal(["InternalIP", "Hostname"], made.Status.Addresses!.Select(a => a.Type));
        Assert.StartsWith("v1.36.", made.Status.NodeInfo.KubeletVersion, StringComparison.Ordinal);
        Assert.StartsWith("hollow://", made.Status.NodeInfo.ContainerRuntimeVersion, StringComparison.Ordinal);
        var events = await node.EventsAsync(HollowNode.Name);
        Assert.Contains("Starting: Starting kubelet.", events);
    }

    [Fact]
    public async Task Lease_IsRenewedEveryQuarterOfItsDuration()
    {
        await using var node = await HollowNode.StartAsync();
        var first = await LeaseAsync(node);

        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(31), Cancel);

        var later = await LeaseAsync(node);
        Assert.Equal(40, later.Spec.LeaseDurationSeconds);
        Assert.Equal(HollowNode.Name, later.Spec.HolderIdentity);
        Assert.InRange((later.Spec.RenewTime - first.Spec.RenewTime)!.Value.TotalSeconds, 29, 31);
    }

    [Fact]
    public async Task Runtime_Fails_TheNodeIsNotReadyUntilItIsBack()
    {
        await using var node = await HollowNode.StartAsync();
        await node.Cluster.Scheduler.Run("fail", () => Fail("broken"));
        await node.Cluster.WaitForAsync(async () => await ReadyAsync(node) == "False", TimeSpan.FromSeconds(21), Cancel);
        await node.Cluster.Scheduler.Run("mend", () => Fail(null));
        await node.Cluster.WaitForAsync(async () => await ReadyAsync(node) == "True", TimeSpan.FromSeconds(21), Cancel);

        Task Fail(string? message)
        {
            node.Runtime.Fail(message);
            return Task.CompletedTask;
        }
    }

    private static async ValueTask<string?> ReadyAsync(HollowNode node) =>
        (await node.Client.For<V1Node>().GetAsync(new(HollowNode.Name), Cancel)).Status.Conditions?.Find(c => c.Type == "Ready")?.Status;

    private static Task<V1Lease> LeaseAsync(HollowNode node) =>
        node.Cluster.Scheduler.RunAsync(() => node.Client.For<V1Lease>().GetAsync(new("kube-node-lease", HollowNode.Name), Cancel).AsTask());
}
