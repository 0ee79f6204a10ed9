using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class InitContainerTests
{
    [Fact]
    public async Task Inits_RunOneAfterAnotherBeforeTheRest()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              initContainers:
              - {name: one, image: x, command: [sleep, "3"]}
              - {name: two, image: x, command: [sleep, "4"]}
              containers: [{name: main, image: x}]
            """);

        var pod = await node.WaitAsync("web", p => p.Status.InitContainerStatuses?[0].State.Running is not null, TimeSpan.FromSeconds(20));
        Assert.Equal("Pending", pod.Status.Phase);
        Assert.Equal("PodInitializing", pod.Status.ContainerStatuses![0].State.Waiting!.Reason);
        Assert.Equal("PodInitializing", pod.Status.InitContainerStatuses![1].State.Waiting!.Reason);
        var initialized = pod.Status.Conditions!.Single(c => c.Type == "Initialized");
        Assert.Equal(("False", "ContainersNotInitialized", "containers with incomplete status: [one two]"), (initialized.Status, initialized.Reason, initialized.Message));

        pod = await node.WaitForPhaseAsync("web", "Running", TimeSpan.FromSeconds(8));
        Assert.All(pod.Status.InitContainerStatuses!, status => Assert.True(status is { Ready: true, State.Terminated: { ExitCode: 0, Reason: "Completed" } }));
        Assert.Equal(pod.Status.InitContainerStatuses![0].State.Terminated!.FinishedAt, pod.Status.InitContainerStatuses[1].State.Terminated!.StartedAt);
    }

    [Fact]
    public async Task Init_FailsInPodThatNeverRestarts_FailsThePod()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              restartPolicy: Never
              initContainers: [{name: one, image: x, command: ["false"]}]
              containers: [{name: main, image: x}]
            """);

        var pod = await node.WaitForPhaseAsync("web", "Failed", TimeSpan.FromSeconds(20));

        Assert.Equal(1, pod.Status.InitContainerStatuses![0].State.Terminated!.ExitCode);
        Assert.Equal("PodInitializing", pod.Status.ContainerStatuses![0].State.Waiting!.Reason);
    }

    [Fact]
    public async Task Init_FailsInPodThatRestarts_IsTriedAgain()
    {
        var starts = 0;
        await using var node = await HollowNode.StartAsync(o => o.Behavior = request =>
            request.Config.Metadata.Name == "one" ? new() { RunTime = TimeSpan.Zero, ExitCode = ++starts < 3 ? 1 : 0 } : new());
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              initContainers: [{name: one, image: x}]
              containers: [{name: main, image: x}]
            """);

        await node.WaitAsync("web", p => p.Status.InitContainerStatuses?[0].State.Waiting?.Reason == "CrashLoopBackOff", TimeSpan.FromSeconds(20));
        var pod = await node.WaitForPhaseAsync("web", "Running", TimeSpan.FromSeconds(40));

        Assert.Equal(2, pod.Status.InitContainerStatuses![0].RestartCount);
    }

    [Fact]
    public async Task Sidecar_StartsBeforeAndEndsAfterTheRest()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = request => new() { StopTime = TimeSpan.FromSeconds(2), RunTime = request.Config.Metadata.Name == "prepare" ? TimeSpan.FromSeconds(1) : null });
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              initContainers:
              - {name: first, image: x, restartPolicy: Always}
              - {name: prepare, image: x}
              - {name: second, image: x, restartPolicy: Always}
              containers: [{name: main, image: x}]
            """);
        var pod = await node.WaitAsync("web", p => p.Status.Phase == "Running" && p.Status.ContainerStatuses![0].Ready, TimeSpan.FromSeconds(20));
        Assert.True(pod.Status.InitContainerStatuses![0] is { Ready: true, Started: true, State.Running: not null });
        Assert.True(pod.Status.InitContainerStatuses[2] is { Ready: true, Started: true, State.Running: not null });

        await node.DeleteAsync("web");
        await node.Cluster.WaitForAsync(
            async () => (await node.Runtime.Containers.ListAsync(ContainerFilter.All, TestContext.Current.CancellationToken)).All(c => c.State == ContainerState.Exited), cancellationToken: TestContext.Current.CancellationToken);
        var killed = (await node.EventsAsync("web")).Where(text => text.StartsWith("Killing", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["Killing: Stopping container main", "Killing: Stopping container second", "Killing: Stopping container first"], killed);
        await node.WaitGoneAsync("web", TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Sidecar_OfAFinishedJob_DoesNotKeepItAlive()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            metadata: {name: job}
            spec:
              restartPolicy: Never
              initContainers: [{name: helper, image: x, restartPolicy: Always}]
              containers: [{name: main, image: x, command: [sleep, "3"]}]
            """);

        var pod = await node.WaitForPhaseAsync("job", "Succeeded", TimeSpan.FromSeconds(20));

        await node.WaitAsync("job", p => p.Status.InitContainerStatuses![0].State.Terminated is not null, TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task Sidecar_ThatCrashes_IsRestartedEvenInAPodThatNeverRestarts()
    {
        var starts = 0;
        await using var node = await HollowNode.StartAsync(o => o.Behavior = request =>
            request.Config.Metadata.Name == "helper" && ++starts == 1 ? new() { RunTime = TimeSpan.FromSeconds(2), ExitCode = 1 } : new());
        await node.CreateAsync("""
            metadata: {name: web}
            spec:
              restartPolicy: Never
              initContainers: [{name: helper, image: x, restartPolicy: Always}]
              containers: [{name: main, image: x}]
            """);

        var pod = await node.WaitAsync("web", p => p.Status.InitContainerStatuses?[0] is { RestartCount: 1, Ready: true }, TimeSpan.FromSeconds(20));

        Assert.Equal("Running", pod.Status.Phase);
        Assert.Equal(0, pod.Status.ContainerStatuses![0].RestartCount);
    }
}
