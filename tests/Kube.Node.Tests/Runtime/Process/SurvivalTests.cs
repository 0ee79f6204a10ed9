using System.Diagnostics;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Process.Linux;
using Kube.Tests.Shared;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>Agents, shims and containers die at any moment; nothing is lost, and nothing leaks.</summary>
public sealed class SurvivalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Agent_Restarts_PodsRunOnAsTheSameProcesses(bool isolate)
    {
        await using var host = new ProcessRuntimeHost(isolate);
        var (sandbox, container) = await host.RunAsync("sleep", "3600");
        var before = await host.Runtime.Containers.GetStatusAsync(container, Cancel);
        var address = (await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).Addresses[0];
        var process = ProcessIdentity.Of(before.ProcessId!.Value);
        await host.RestartAsync();

        var after = await host.Runtime.Containers.GetStatusAsync(container, Cancel);
        Assert.Equal((ContainerState.Running, before.ProcessId, before.StartedAt), (after.State, after.ProcessId, after.StartedAt));
        Assert.Equal(process, ProcessIdentity.Of(after.ProcessId!.Value));
        var found = await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel);
        Assert.Equal((SandboxState.Ready, address), (found.State, found.Addresses[0]));
        Assert.Equal("here", await host.SayAsync(container, "echo here"));

        // Its address is known to be taken.
        var other = await host.Runtime.Sandboxes.RunAsync(host.Sandbox("other"), Cancel);
        Assert.NotEqual(address, (await host.Runtime.Sandboxes.GetStatusAsync(other, Cancel)).Addresses[0]);
        await host.Runtime.Containers.StopAsync(container, TimeSpan.Zero, Cancel);
        Assert.Equal(137, (await host.Runtime.Containers.GetStatusAsync(container, Cancel)).ExitCode);
    }

    [Fact]
    public async Task Agent_AwayWhenContainerEnds_ItsCodeIsKnown()
    {
        await using var host = new ProcessRuntimeHost();
        var (sandbox, container) = await host.RunAsync("sh", "-c", "sleep 0.3; exit 23");
        await host.RestartAsync(); // Nothing is asked for: the new agent has not looked yet.
        var exit = Path.Combine(host.StateDirectory, sandbox[..12], container + ".exit");
        await Waiting.UntilAsync(() => File.Exists(exit), "no exit is recorded");
        var status = await host.Runtime.Containers.GetStatusAsync(container, Cancel);
        Assert.Equal((ContainerState.Exited, 23, "Error"), (status.State, status.ExitCode, status.Reason));
        Assert.True(status.FinishedAt - status.StartedAt > TimeSpan.FromMilliseconds(200));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shim_Killed_ItsContainersEndWithKnownCode(bool isolate)
    {
        await using var host = new ProcessRuntimeHost(isolate);
        var (sandbox, container) = await host.RunAsync("sleep", "3600");
        var program = ProcessIdentity.Of((await host.Runtime.Containers.GetStatusAsync(container, Cancel)).ProcessId!.Value)!.Value;
        var shim = (await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).ProcessId!.Value;
        Assert.Equal(0, Native.Kill(shim, Sys.SigKill));
        var end = await host.EndOfAsync(container);
        Assert.Equal((137, "Error"), (end.ExitCode, end.Reason));
        Assert.False(program.IsAlive);
        Assert.Equal(SandboxState.NotReady, (await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).State);
        await Assert.ThrowsAnyAsync<NodeException>(() => host.StartAsync(sandbox, host.Sandbox(), ProcessPods.Container("true")));
    }

    [Fact]
    public async Task AgentAndShim_BothDead_ContainersEndWithKnownCode()
    {
        await using var host = new ProcessRuntimeHost();
        var (sandbox, container) = await host.RunAsync("sleep", "3600");
        var shim = (await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).ProcessId!.Value;
        await host.RestartAsync();
        Native.Kill(shim, Sys.SigKill);
        var end = await host.EndOfAsync(container);
        Assert.Equal(137, end.ExitCode);
        Assert.Equal(SandboxState.NotReady, (await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).State);
    }

    [Fact]
    public async Task Container_Killed_IsReportedAtOnce()
    {
        await using var host = new ProcessRuntimeHost();
        var best = TimeSpan.MaxValue;
        // The least of some: a machine with much else to do may only add to it.
        for (var i = 0; i < 3; i++)
        {
            var (_, container) = await host.RunAsync(host.Sandbox($"pod-{i}"), ProcessPods.Container("sleep", "3600"));
            var pid = (await host.Runtime.Containers.GetStatusAsync(container, Cancel)).ProcessId!.Value;
            var asked = Stopwatch.GetTimestamp();
            Native.Kill(pid, Sys.SigKill);
            var end = await host.EndOfAsync(container);
            var took = Stopwatch.GetElapsedTime(asked);
            if (took < best) best = took;
            Assert.Equal((137, "Error"), (end.ExitCode, end.Reason));
        }

        Assert.True(best < TimeSpan.FromSeconds(2), $"{best}");
    }

    [Fact]
    public async Task Removed_Pod_LeavesNothing()
    {
        await using var host = new ProcessRuntimeHost();
        var sandboxConfig = host.Sandbox();
        var (sandbox, container) = await host.RunAsync(sandboxConfig, ProcessPods.Container("sh", "-c", "sleep 3600 & sleep 3600") with { Resources = new() { CpuShares = 100 } });
        var shim = ProcessIdentity.Of((await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).ProcessId!.Value)!.Value;
        var program = ProcessIdentity.Of((await host.Runtime.Containers.GetStatusAsync(container, Cancel)).ProcessId!.Value)!.Value;
        await host.Runtime.Sandboxes.RemoveAsync(sandbox, Cancel);

        Assert.False(shim.IsAlive);
        Assert.False(program.IsAlive);
        Assert.False(Directory.Exists(Path.Combine(host.StateDirectory, sandbox[..12])));
        Assert.False(Directory.Exists($"/sys/class/net/veth{sandbox[..10]}"));
        Assert.DoesNotContain(host.Root, await File.ReadAllTextAsync("/proc/self/mounts", Cancel), StringComparison.Ordinal);
        foreach (var hierarchy in Directory.Exists("/sys/fs/cgroup") ? Directory.GetDirectories("/sys/fs/cgroup") : [])
            Assert.False(Directory.Exists(Path.Combine(hierarchy, "kubepods", "pod" + sandboxConfig.Metadata.Uid)), hierarchy);
    }

    [Fact]
    public async Task Spare_Taken_AnotherIsMade_AndNoneSurvivesTheAgent()
    {
        await using var host = new ProcessRuntimeHost(configure: options => options.SpareShims = 1);
        await host.Runtime.Info.UpdateConfigAsync(new() { PodCidr = "10.251.7.0/24" }, Cancel);
        await Waiting.UntilAsync(() => Directories() == 1, "no shim waits");
        var (sandbox, _) = await host.RunAsync("sleep", "3600");
        Assert.StartsWith(ProcessRuntimeHost.IsRoot ? "10.251.7." : "127.", (await host.Runtime.Sandboxes.GetStatusAsync(sandbox, Cancel)).Addresses[0], StringComparison.Ordinal);
        await Waiting.UntilAsync(() => Directories() == 2, "no shim waits in its place");
        await host.RestartAsync();
        Assert.Equal(1, Directories());

        int Directories() => Directory.GetDirectories(host.StateDirectory).Count(directory => !directory.EndsWith("stage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LoudContainer_MegabytesOfLog_AllOfItIsThere()
    {
        await using var host = new ProcessRuntimeHost();
        var sandbox = host.Sandbox();
        var (_, container) = await host.RunAsync(sandbox, ProcessPods.Container("sh", "-c", "yes 0123456789012345678901234567890123456789 | head -n 400000"));
        await host.EndOfAsync(container);
        var lines = 0;
        await foreach (var line in File.ReadLinesAsync(Path.Combine(sandbox.LogDirectory, "main/0.log"), Cancel))
        {
            Assert.EndsWith("stdout F 0123456789012345678901234567890123456789", line, StringComparison.Ordinal);
            lines++;
        }

        Assert.Equal(400_000, lines);
    }
}
