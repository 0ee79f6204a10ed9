using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class TerminationTests
{
    [Fact]
    public async Task SlowStop_WithinGrace_IsWaitedForAndStatusIsSentBeforeTheObjectGoes()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { StopTime = TimeSpan.FromSeconds(12), StopExitCode = 0 });
        await node.CreateAsync(Pod(""));
        await node.WaitForPhaseAsync("web", "Running");

        await node.DeleteAsync("web");
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(11), TestContext.Current.CancellationToken);
        var pod = await node.GetAsync("web");
        Assert.Equal(30, pod.Metadata.DeletionGracePeriodSeconds);
        Assert.NotNull(pod.Status.ContainerStatuses![0].State.Running);
        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ProgramThatIgnoresTheSignal_IsKilledAfterTheGrace()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { StopTime = TimeSpan.FromHours(1) });
        await node.CreateAsync(Pod("").Replace("spec:", "spec:\n  terminationGracePeriodSeconds: 5", StringComparison.Ordinal));
        await node.WaitForPhaseAsync("web", "Running");

        await node.DeleteAsync("web");
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.True(await node.ExistsAsync("web"));
        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task SecondDelete_WithShorterGrace_ShortensTheFirst()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { StopTime = TimeSpan.FromHours(1) });
        await node.CreateAsync(Pod("").Replace("spec:", "spec:\n  terminationGracePeriodSeconds: 600", StringComparison.Ordinal));
        await node.WaitForPhaseAsync("web", "Running");

        await node.DeleteAsync("web");
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await node.DeleteAsync("web", grace: 3);

        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ForcedDelete_StopsContainersThoughTheObjectIsGone()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { StopTime = TimeSpan.FromHours(1) });
        await node.CreateAsync(Pod(""));
        await node.WaitForPhaseAsync("web", "Running");

        await node.DeleteAsync("web", grace: 0);
        Assert.False(await node.ExistsAsync("web"));

        await node.Cluster.WaitForAsync(
            async () => (await node.Runtime.Sandboxes.ListAsync(SandboxFilter.All, TestContext.Current.CancellationToken)).Count == 0, TimeSpan.FromSeconds(31), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task PreStopSleep_RunsOnceBeforeTheSignal()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("lifecycle: {preStop: {sleep: {seconds: 8}}}"));
        await node.WaitForPhaseAsync("web", "Running");

        await node.DeleteAsync("web");
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(7), TestContext.Current.CancellationToken);
        Assert.Single(await node.Runtime.Containers.ListAsync(new() { State = ContainerState.Running }, TestContext.Current.CancellationToken));
        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task PostStart_Fails_KillsTheContainer()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { Exec = _ => new() { ExitCode = 1 } });
        await node.CreateAsync(Pod("lifecycle: {postStart: {exec: {command: [warm, up]}}}"));

        await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "PostStartHookError", TimeSpan.FromSeconds(20));

        Assert.Contains("FailedPostStartHook: PostStartHook failed", await node.EventsAsync("web"));
    }

    [Fact]
    public async Task Pod_DeletedBeforeItCouldStart_IsGoneAtOnce()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              containers: [{name: main, image: x}]
              volumes: [{name: settings, configMap: {name: missing}}]
            """);
        await node.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Contains("FailedMount: MountVolume.SetUp failed for volume \"settings\" : configmap \"missing\" not found", await node.EventsAsync("web"));

        await node.DeleteAsync("web");

        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(20));
    }

    private static string Pod(string extra) => $$"""
        metadata: {name: web}
        spec:
          containers: [{name: main, image: x, {{extra}}}]
        """;
}
