using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;
using Kube.Testing.Store;

namespace Kube.Node.Tests.Runtime.Hollow;

public sealed class HollowContainerRuntimeTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_ProgramIgnoresSignal_IsKilledWhenGraceIsOver()
    {
        var runtime = New(_ => new() { StopTime = TimeSpan.FromHours(1) });
        var (_, container) = await StartAsync(runtime, "stubborn");
        var stop = runtime.Containers.StopAsync(container, TimeSpan.FromSeconds(30), Cancel).AsTask();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(stop.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await stop;
        Assert.Equal(137, (await runtime.Containers.GetStatusAsync(container, Cancel)).ExitCode);
    }

    [Fact]
    public async Task Stop_SecondWithLessGrace_ShortensTheFirst()
    {
        var runtime = New(_ => new() { StopTime = TimeSpan.FromHours(1) });
        var (_, container) = await StartAsync(runtime, "stubborn");
        var first = runtime.Containers.StopAsync(container, TimeSpan.FromSeconds(30), Cancel).AsTask();
        var second = runtime.Containers.StopAsync(container, TimeSpan.FromSeconds(2), Cancel).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Answers_ReadyAfter_OnceThatTimeHasPassed()
    {
        var runtime = New(_ => new() { ReadyAfter = TimeSpan.FromSeconds(5) });
        var (_, container) = await StartAsync(runtime, "slow");
        Assert.False(await runtime.AnswersAsync(container, 80, Cancel));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await runtime.AnswersAsync(container, 80, Cancel));
        runtime.SetReady(container, false);
        Assert.False(await runtime.AnswersAsync(container, 80, Cancel));
        runtime.SetReady(container, true);
        runtime.Exit(container, 3);
        Assert.False(await runtime.AnswersAsync(container, 80, Cancel));
        Assert.Equal(3, (await runtime.Containers.GetStatusAsync(container, Cancel)).ExitCode);
    }

    [Fact]
    public async Task Run_OutOfMemory_SaysSo()
    {
        var runtime = New(_ => new() { RunTime = TimeSpan.FromSeconds(1), OutOfMemory = true });
        var (_, container) = await StartAsync(runtime, "greedy");
        _time.Advance(TimeSpan.FromSeconds(1));
        var status = await runtime.Containers.GetStatusAsync(container, Cancel);
        Assert.Equal((137, "OOMKilled"), (status.ExitCode, status.Reason));
    }

    [Fact]
    public async Task Start_Fails_ContainerIsExited()
    {
        var runtime = New(_ => new() { StartFailure = "no such program" });
        var (sandbox, config) = await SandboxAsync(runtime, "broken");
        var id = await CreateAsync(runtime, sandbox, config);
        await Assert.ThrowsAsync<ContainerStartException>(async () => await runtime.Containers.StartAsync(id, Cancel));
        Assert.Equal("StartError", (await runtime.Containers.GetStatusAsync(id, Cancel)).Reason);
    }

    [Fact]
    public async Task Fail_Runtime_EveryCallFailsUntilItIsWell()
    {
        var runtime = New(HollowBehavior.FromConfig);
        runtime.Fail("socket closed");
        await Assert.ThrowsAsync<RuntimeFailureException>(async () => await runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel));
        Assert.False((await runtime.Info.GetStatusAsync(Cancel)).Runtime.Ready);
        runtime.Fail(null);
        Assert.Empty(await runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel));
    }

    [Fact]
    public async Task Addresses_RangeUsedUp_GivenBackAreUsedAgain()
    {
        var runtime = New(HollowBehavior.FromConfig);
        await runtime.Info.UpdateConfigAsync(new() { PodCidr = "10.1.2.0/29" }, Cancel);
        var sandboxes = new List<string>();
        for (var i = 0; i < 5; i++)
            sandboxes.Add((await SandboxAsync(runtime, $"p{i}")).Id);
        await Assert.ThrowsAsync<RuntimeFailureException>(async () => await SandboxAsync(runtime, "one-too-many"));
        var freed = (await runtime.Sandboxes.GetStatusAsync(sandboxes[2], Cancel)).Addresses[0];
        Assert.Equal("10.1.2.4", freed);
        await runtime.Sandboxes.StopAsync(sandboxes[2], Cancel);
        var again = await runtime.Sandboxes.GetStatusAsync((await SandboxAsync(runtime, "next")).Id, Cancel);
        Assert.Equal(freed, again.Addresses[0]);
    }

    [Fact]
    public async Task KillSandbox_ContainersEnd()
    {
        var runtime = New(HollowBehavior.FromConfig);
        var (sandbox, container) = await StartAsync(runtime, "lost");
        runtime.KillSandbox(sandbox);
        Assert.Equal(ContainerState.Exited, (await runtime.Containers.GetStatusAsync(container, Cancel)).State);
    }

    [Fact]
    public async Task Pods_Thousands_CostLittle()
    {
        var runtime = New(HollowBehavior.FromConfig);
        await runtime.Info.UpdateConfigAsync(new() { PodCidr = "10.0.0.0/16" }, Cancel);
        var (sandbox, config) = await SandboxAsync(runtime, "warm");
        await CreateAsync(runtime, sandbox, config);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 5000; i++)
        {
            var (id, _) = await SandboxAsync(runtime, config);
            await runtime.Containers.StartAsync(await CreateAsync(runtime, id, config), Cancel);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 5000;
        Assert.InRange(each, 1, 3000);
        GC.KeepAlive(runtime);
    }

    [Theory]
    [InlineData("sh,-c,sleep 5; exit 3", 5, 3)]
    [InlineData("sh,-c,echo hi && false", 0, 1)]
    [InlineData("/bin/sleep,10", 10, 0)]
    [InlineData("bash,-c,while true; do sleep 1; done", null, 0)]
    [InlineData("sleep,infinity", null, 0)]
    public void FromCommand_Words_DoWhatTheySay(string command, int? seconds, int code)
    {
        var behavior = HollowBehavior.FromCommand(command.Split(','));
        Assert.Equal(seconds is null ? (TimeSpan?)null : TimeSpan.FromSeconds(seconds.Value), behavior.RunTime);
        Assert.Equal(code, behavior.ExitCode);
    }

    private static async Task<(string Id, SandboxConfig Config)> SandboxAsync(HollowContainerRuntime runtime, string name) =>
        await SandboxAsync(runtime, new SandboxConfig { Metadata = new() { Name = name, Namespace = "default", Uid = $"uid-{name}" } });

    private static async Task<(string Id, SandboxConfig Config)> SandboxAsync(HollowContainerRuntime runtime, SandboxConfig config) =>
        (await runtime.Sandboxes.RunAsync(config, Cancel), config);

    private static async Task<string> CreateAsync(HollowContainerRuntime runtime, string sandboxId, SandboxConfig config)
    {
        await runtime.Images.PullAsync(new() { Image = "pause" }, Cancel);
        return await runtime.Containers.CreateAsync(
            new() { SandboxId = sandboxId, SandboxConfig = config, Config = new() { Metadata = new() { Name = "main" }, Image = "pause" } }, Cancel);
    }

    private static async Task<(string SandboxId, string ContainerId)> StartAsync(HollowContainerRuntime runtime, string name)
    {
        var (id, config) = await SandboxAsync(runtime, name);
        var container = await CreateAsync(runtime, id, config);
        await runtime.Containers.StartAsync(container, Cancel);
        return (id, container);
    }

    private HollowContainerRuntime New(Func<CreateContainerRequest, HollowBehavior> behavior) => new(new() { Behavior = behavior }, _time);
}
