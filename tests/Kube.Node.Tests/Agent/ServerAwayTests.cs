using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class ServerAwayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Away_ForAMinute_NothingStopsAndEverythingCatchesUp()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: stays}, spec: {containers: [{name: main, image: x, livenessProbe: {tcpSocket: {port: 80}}}]}}");
        await node.CreateAsync("{metadata: {name: crashes}, spec: {containers: [{name: main, image: x}]}}");
        await node.CreateAsync("{metadata: {name: goes}, spec: {containers: [{name: main, image: x}]}}");
        foreach (var name in (string[])["stays", "crashes", "goes"]) await node.WaitForPhaseAsync(name, "Running");
        var before = await node.GetAsync("stays");

        await SetAsync(node, cut: true);
        await node.CreateAsync("{metadata: {name: comes}, spec: {containers: [{name: main, image: x}]}}");
        await node.DeleteAsync("goes");
        var crashing = (await node.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel)).Single(c => c.Labels["io.kubernetes.pod.name"] == "crashes");
        await node.Cluster.Scheduler.Run("crash", () =>
        {
            node.Runtime.Exit(crashing.Id, 5);
            return Task.CompletedTask;
        });
        await node.Cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);

        // Without the server the crashed container was started again all the same.
        Assert.Equal(3, (await node.Runtime.Containers.ListAsync(new() { State = ContainerState.Running }, Cancel)).Count);
        Assert.Equal(0, (await node.GetAsync("crashes")).Status.ContainerStatuses![0].RestartCount);

        await SetAsync(node, cut: false);
        await node.WaitForPhaseAsync("comes", "Running");
        await node.WaitGoneAsync("goes");
        var crashed = await node.WaitAsync("crashes", p => p.Status.ContainerStatuses![0] is { RestartCount: 1, Ready: true });
        Assert.Equal(5, crashed.Status.ContainerStatuses![0].LastState.Terminated!.ExitCode);
        Assert.Equal(before.Status.ContainerStatuses![0].ContainerID, (await node.GetAsync("stays")).Status.ContainerStatuses![0].ContainerID);
    }

    [Fact]
    public async Task CrashLoop_KeepsOneDeadLifeOfEachContainer()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {containers: [{name: main, image: x, command: ['false']}]}}");

        await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].RestartCount >= 3);
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5), Cancel);

        Assert.InRange((await node.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel)).Count, 1, 2);
        Assert.NotNull((await node.GetAsync("web")).Status.ContainerStatuses![0].LastState.Terminated);
    }

    [Fact]
    public async Task EphemeralContainer_Added_RunsBesideTheOthers()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("{metadata: {name: web}, spec: {containers: [{name: main, image: x}]}}");
        var pod = await node.WaitForPhaseAsync("web", "Running");

        pod.Spec.EphemeralContainers = [new() { Name = "debug", Image = "busybox", TargetContainerName = "main", Stdin = true }];
        await node.Cluster.Scheduler.Run("debug", () => node.Client.For<V1Pod>().UpdateAsync(
            new("default", "web"), "ephemeralcontainers", pod, Kube.Api.Requests.WriteOptions.Default, Cancel).AsTask());

        var shown = await node.WaitAsync("web", p => p.Status.EphemeralContainerStatuses?[0].State.Running is not null);
        Assert.Equal("Running", shown.Status.Phase);
        Assert.Equal(0, shown.Status.ContainerStatuses![0].RestartCount);
    }

    private static Task SetAsync(HollowNode node, bool cut) => node.Cluster.Scheduler.Run("cut", () =>
    {
        if (cut) node.Clients.Cut();
        else node.Clients.Mend();
        return Task.CompletedTask;
    });
}
