using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class RestartTests
{
    [Fact]
    public async Task Job_ThatEnds_IsSucceededAndKeepsItsStatus()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("job", "sleep 5", "Never"));

        var pod = await node.WaitForPhaseAsync("job", "Succeeded", TimeSpan.FromSeconds(6));

        var ended = pod.Status.ContainerStatuses![0].State.Terminated!;
        Assert.Equal((0, "Completed"), (ended.ExitCode, ended.Reason));
        Assert.Equal(TimeSpan.FromSeconds(5), ended.FinishedAt - ended.StartedAt);
        Assert.Equal("PodCompleted", Condition(pod, "Ready").Reason);
        Assert.Equal("False", Condition(pod, "Ready").Status);
        Assert.Equal("PodCompleted", Condition(pod, "Initialized").Reason);
        Assert.Equal("False", Condition(pod, "PodReadyToStartContainers").Status);
    }

    [Fact]
    public async Task Never_FailingContainer_FailsThePod()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("job", "exit 3", "Never"));

        var pod = await node.WaitForPhaseAsync("job", "Failed", TimeSpan.FromSeconds(20));

        Assert.Equal((3, "Error"), (pod.Status.ContainerStatuses![0].State.Terminated!.ExitCode, pod.Status.ContainerStatuses[0].State.Terminated!.Reason));
        Assert.Equal("PodFailed", Condition(pod, "Ready").Reason);
    }

    [Fact]
    public async Task Always_FailingContainer_BacksOffTenSecondsDoubled()
    {
        await using var node = await HollowNode.StartAsync();
        var created = await node.CreateAsync(Pod("crash", "exit 1", "Always"));

        // The first restart comes at once, the second after ten seconds, the third after twenty more.
        var pod = await node.WaitAsync("crash", p => p.Status.ContainerStatuses?[0] is { RestartCount: 1, State.Waiting.Reason: "CrashLoopBackOff" }, TimeSpan.FromSeconds(20));
        Assert.Equal($"back-off 10s restarting failed container=main pod=crash_default({created.Metadata.Uid})", pod.Status.ContainerStatuses![0].State.Waiting!.Message);
        Assert.Equal(1, pod.Status.ContainerStatuses[0].LastState.Terminated!.ExitCode);
        Assert.Equal("Running", pod.Status.Phase);
        await node.WaitAsync("crash", p => p.Status.ContainerStatuses?[0].RestartCount == 2, TimeSpan.FromSeconds(11));
        var began = node.Cluster.Time.GetUtcNow();
        await node.WaitAsync("crash", p => p.Status.ContainerStatuses?[0].RestartCount == 3, TimeSpan.FromSeconds(21));
        Assert.InRange((node.Cluster.Time.GetUtcNow() - began).TotalSeconds, 19, 21);

        Assert.Contains($"BackOff: Back-off restarting failed container main in pod crash_default({created.Metadata.Uid})", await node.EventsAsync("crash"));
    }

    [Fact]
    public async Task OnFailure_EndsWellAfterFailures_Succeeds()
    {
        var starts = 0;
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { RunTime = TimeSpan.FromSeconds(1), ExitCode = ++starts < 3 ? 1 : 0 });
        await node.CreateAsync(Pod("job", "work", "OnFailure"));

        var pod = await node.WaitForPhaseAsync("job", "Succeeded", TimeSpan.FromSeconds(60));

        Assert.Equal(2, pod.Status.ContainerStatuses![0].RestartCount);
    }

    [Fact]
    public async Task RestartRule_ForTheExitCode_OverrulesNever()
    {
        var starts = 0;
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { RunTime = TimeSpan.Zero, ExitCode = ++starts < 2 ? 42 : 7 });
        await node.CreateAsync("""
            metadata: {name: rules}
            spec:
              restartPolicy: Never
              containers:
              - {name: main, image: x, restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]}
            """);

        var pod = await node.WaitForPhaseAsync("rules", "Failed", TimeSpan.FromSeconds(30));

        Assert.Equal((1, 7), (pod.Status.ContainerStatuses![0].RestartCount, pod.Status.ContainerStatuses[0].State.Terminated!.ExitCode));
    }

    [Fact]
    public async Task OutOfMemory_ShowsReasonAndCode()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { RunTime = TimeSpan.FromSeconds(1), OutOfMemory = true });
        await node.CreateAsync(Pod("hungry", "eat", "Never"));

        var pod = await node.WaitForPhaseAsync("hungry", "Failed");

        Assert.Equal((137, "OOMKilled"), (pod.Status.ContainerStatuses![0].State.Terminated!.ExitCode, pod.Status.ContainerStatuses[0].State.Terminated!.Reason));
    }

    [Fact]
    public async Task ProgramThatCannotStart_ShowsRunContainerError()
    {
        await using var node = await HollowNode.StartAsync(o => o.Behavior = _ => new() { StartFailure = "exec: \"nope\": executable file not found in $PATH" });
        await node.CreateAsync(Pod("broken", "nope", "Always"));

        var pod = await node.WaitAsync("broken", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "RunContainerError", TimeSpan.FromSeconds(20));

        Assert.Contains("executable file not found", pod.Status.ContainerStatuses![0].State.Waiting!.Message, StringComparison.Ordinal);
        await node.WaitAsync("broken", p => p.Status.ContainerStatuses?[0].State.Waiting?.Reason == "CrashLoopBackOff", TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Deadline_Passed_FailsThePod()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync("""
            metadata: {name: late}
            spec:
              activeDeadlineSeconds: 20
              terminationGracePeriodSeconds: 5
              containers: [{name: main, image: x}]
            """);
        await node.WaitForPhaseAsync("late", "Running");

        var pod = await node.WaitForPhaseAsync("late", "Failed", TimeSpan.FromSeconds(30));

        Assert.Equal(("DeadlineExceeded", "Pod was active on the node longer than the specified deadline"), (pod.Status.Reason, pod.Status.Message));
        await node.WaitAsync("late", p => p.Status.ContainerStatuses![0].State.Terminated is not null, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task SandboxThatDies_IsMadeAnewWithItsContainers()
    {
        await using var node = await HollowNode.StartAsync();
        await node.CreateAsync(Pod("web", "serve", "Always"));
        var before = await node.WaitForPhaseAsync("web", "Running");
        var sandbox = (await node.Runtime.Sandboxes.ListAsync(SandboxFilter.All, TestContext.Current.CancellationToken))[0];

        await node.Cluster.Scheduler.Run("kill", () =>
        {
            node.Runtime.KillSandbox(sandbox.Id);
            return Task.CompletedTask;
        });

        var pod = await node.WaitAsync("web", p => p.Status.ContainerStatuses?[0] is { Ready: true, RestartCount: 1 }, TimeSpan.FromSeconds(15));
        Assert.NotEqual(before.Status.ContainerStatuses![0].ContainerID, pod.Status.ContainerStatuses![0].ContainerID);
        Assert.Contains("SandboxChanged: Pod sandbox changed, it will be killed and re-created.", await node.EventsAsync("web"));
    }

    private static V1PodCondition Condition(V1Pod pod, string type) => pod.Status.Conditions!.Single(c => c.Type == type);

    private static string Pod(string name, string script, string policy) => $$"""
        metadata: {name: {{name}}}
        spec:
          restartPolicy: {{policy}}
          containers: [{name: main, image: busybox, command: [sh, -c, "{{script}}"]}]
        """;
}
