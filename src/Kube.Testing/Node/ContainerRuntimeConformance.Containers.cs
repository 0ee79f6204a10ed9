using Kube.Node.Errors;
using Kube.Node.Runtime;
using Xunit;

namespace Kube.Testing.Node;

public abstract partial class ContainerRuntimeConformance
{
    /// <summary>Created, running, exited: the states and times of a container that ends by itself.</summary>
    [Fact]
    public async Task Container_RunsToItsEnd_HasStatesAndTimes()
    {
        await using var host = await StartAsync();
        var config = NewSandbox(host);
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        var id = await CreateAsync(host, sandboxId, config, NewContainer(host, "sleep", "0.2"));
        var created = await host.Runtime.Containers.GetStatusAsync(id, Cancel);
        Assert.Equal(ContainerState.Created, created.State);
        Assert.Equal(sandboxId, created.SandboxId);
        Assert.Null(created.StartedAt);

        await host.Runtime.Containers.StartAsync(id, Cancel);
        var running = await host.Runtime.Containers.GetStatusAsync(id, Cancel);
        Assert.Equal(ContainerState.Running, running.State);
        Assert.NotNull(running.StartedAt);
        Assert.Null(running.FinishedAt);

        var ended = await EndOfAsync(host, id);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("Completed", ended.Reason);
        Assert.Equal(running.StartedAt, ended.StartedAt);
        Assert.True(ended.FinishedAt - ended.StartedAt >= TimeSpan.FromMilliseconds(150), $"{ended.StartedAt:O} to {ended.FinishedAt:O}");
    }

    /// <summary>The exit code is the program's.</summary>
    [Theory]
    [InlineData("exit 0", 0, "Completed")]
    [InlineData("exit 1", 1, "Error")]
    [InlineData("exit 42", 42, "Error")]
    [InlineData("exit 255", 255, "Error")]
    public async Task Container_Exits_CodeIsKept(string script, int code, string reason)
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sh", "-c", script);
        var ended = await EndOfAsync(host, pod.ContainerId);
        Assert.Equal((code, reason), (ended.ExitCode, ended.Reason));
    }

    /// <summary>Without grace a container is killed.</summary>
    [Fact]
    public async Task Container_StopWithoutGrace_IsKilled()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.Zero, Cancel);
        var status = await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel);
        Assert.Equal((ContainerState.Exited, 137, "Error"), (status.State, status.ExitCode, status.Reason));
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.Zero, Cancel);
        Assert.Equal(SandboxState.Ready, (await host.Runtime.Sandboxes.GetStatusAsync(pod.SandboxId, Cancel)).State);
    }

    /// <summary>A container is started once; one that was made again is another.</summary>
    [Fact]
    public async Task Container_StartTwice_Refused()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        await Assert.ThrowsAsync<ContainerStateException>(async () => await host.Runtime.Containers.StartAsync(pod.ContainerId, Cancel));
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.Zero, Cancel);
        await Assert.ThrowsAsync<ContainerStateException>(async () => await host.Runtime.Containers.StartAsync(pod.ContainerId, Cancel));

        var again = NewContainer(host, "sleep", "3600") with { Metadata = new() { Name = "main", Attempt = 1 } };
        var second = await CreateAsync(host, pod.SandboxId, pod.Config, again);
        await host.Runtime.Containers.StartAsync(second, Cancel);
        var all = await host.Runtime.Containers.ListAsync(new() { SandboxId = pod.SandboxId }, Cancel);
        Assert.Equal([second, pod.ContainerId], all.Select(container => container.Id));
        Assert.Equal([1, 0], all.Select(container => container.Metadata.Attempt));
        Assert.Equal(second, Assert.Single(await host.Runtime.Containers.ListAsync(new() { State = ContainerState.Running }, Cancel)).Id);
    }

    /// <summary>A removed container is gone; the sandbox lives on.</summary>
    [Fact]
    public async Task Container_RemoveRunning_IsGone()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        await host.Runtime.Containers.RemoveAsync(pod.ContainerId, Cancel);
        await host.Runtime.Containers.RemoveAsync(pod.ContainerId, Cancel);
        await Assert.ThrowsAsync<ContainerNotFoundException>(async () => await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel));
        Assert.Equal(SandboxState.Ready, (await host.Runtime.Sandboxes.GetStatusAsync(pod.SandboxId, Cancel)).State);
    }

    /// <summary>A container that was created and never started can be stopped and removed.</summary>
    [Fact]
    public async Task Container_NeverStarted_StopsAndGoes()
    {
        await using var host = await StartAsync();
        var config = NewSandbox(host);
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        var id = await CreateAsync(host, sandboxId, config, NewContainer(host, "sleep", "1"));
        await host.Runtime.Containers.StopAsync(id, TimeSpan.FromSeconds(1), Cancel);
        await host.Runtime.Containers.RemoveAsync(id, Cancel);
        Assert.Empty(await host.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel));
    }

    /// <summary>A life is told: created, started, stopped, deleted, with the pod's uid.</summary>
    [Fact]
    public async Task Events_ContainerLife_IsTold()
    {
        await using var host = await StartAsync();
        var config = NewSandbox(host);
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var changes = host.Runtime.Info.WatchAsync(end.Token).GetAsyncEnumerator(end.Token);
        var next = changes.MoveNextAsync();
        var id = await CreateAsync(host, sandboxId, config, NewContainer(host, "true"));
        await host.Runtime.Containers.StartAsync(id, Cancel);
        await EndOfAsync(host, id);
        await host.Runtime.Containers.RemoveAsync(id, Cancel);

        foreach (var kind in (ContainerEventKind[])[ContainerEventKind.Created, ContainerEventKind.Started, ContainerEventKind.Stopped, ContainerEventKind.Deleted])
        {
            Assert.True(await next);
            var change = changes.Current;
            Assert.Equal((kind, id, sandboxId, config.Metadata.Uid), (change.Kind, change.ContainerId, change.SandboxId, change.PodUid));
            next = changes.MoveNextAsync();
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    /// <summary>Running containers have usage, ended ones are not listed.</summary>
    [Fact]
    public async Task Stats_RunningContainer_IsMeasured()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var one = await host.Runtime.Stats.GetContainerAsync(pod.ContainerId, Cancel);
        Assert.Equal("main", one.Metadata.Name);
        Assert.True(one.Memory is null or { WorkingSetBytes: >= 0 });
        Assert.Equal(pod.ContainerId, Assert.Single(await host.Runtime.Stats.ListContainersAsync(ContainerFilter.All, Cancel)).Id);
        var sandbox = await host.Runtime.Stats.GetSandboxAsync(pod.SandboxId, Cancel);
        Assert.Equal(pod.ContainerId, Assert.Single(sandbox.Containers).Id);
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.Zero, Cancel);
        Assert.Empty(await host.Runtime.Stats.ListContainersAsync(ContainerFilter.All, Cancel));
        await Assert.ThrowsAsync<ContainerNotFoundException>(async () => await host.Runtime.Stats.GetContainerAsync("nosuch", Cancel));
    }
}
