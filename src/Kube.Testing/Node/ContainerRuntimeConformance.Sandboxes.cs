using System.Net;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Xunit;

namespace Kube.Testing.Node;

public abstract partial class ContainerRuntimeConformance
{
    /// <summary>A new sandbox is ready, has an address, and gives back what it was made with.</summary>
    [Fact]
    public async Task Sandbox_Run_IsReadyWithAddress()
    {
        await using var host = await StartAsync();
        var config = NewSandbox(host);
        var id = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        var status = await host.Runtime.Sandboxes.GetStatusAsync(id, Cancel);
        Assert.Equal(id, status.Id);
        Assert.Equal(SandboxState.Ready, status.State);
        Assert.Equal(config.Metadata, status.Metadata);
        Assert.Equal("pod", status.Labels["app"]);
        Assert.Equal("kept", status.Annotations["note"]);
        Assert.True(IPAddress.TryParse(Assert.Single(status.Addresses), out _));
    }

    /// <summary>Two sandboxes never share an address, and ids are never equal.</summary>
    [Fact]
    public async Task Sandbox_RunTwo_AreApart()
    {
        await using var host = await StartAsync();
        var first = await host.Runtime.Sandboxes.RunAsync(NewSandbox(host, "a"), Cancel);
        var second = await host.Runtime.Sandboxes.RunAsync(NewSandbox(host, "b"), Cancel);
        Assert.NotEqual(first, second);
        var listed = await host.Runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel);
        Assert.Equal([second, first], listed.Select(sandbox => sandbox.Id));
        Assert.Equal(2, listed.SelectMany(sandbox => sandbox.Addresses).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Filters by id, state and labels hold together.</summary>
    [Fact]
    public async Task Sandbox_List_Filters()
    {
        await using var host = await StartAsync();
        var doors = host.Runtime.Sandboxes;
        var first = await doors.RunAsync(NewSandbox(host, "a"), Cancel);
        var second = await doors.RunAsync(NewSandbox(host, "b"), Cancel);
        await doors.StopAsync(second, Cancel);
        Assert.Equal(first, Assert.Single(await doors.ListAsync(new() { State = SandboxState.Ready }, Cancel)).Id);
        Assert.Equal(second, Assert.Single(await doors.ListAsync(new() { State = SandboxState.NotReady }, Cancel)).Id);
        var byLabel = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "b" };
        Assert.Equal(second, Assert.Single(await doors.ListAsync(new() { Labels = byLabel }, Cancel)).Id);
        Assert.Empty(await doors.ListAsync(new() { Labels = byLabel, Id = first }, Cancel));
    }

    /// <summary>Stopping ends the containers and gives the address back; both stop and remove may be repeated.</summary>
    [Fact]
    public async Task Sandbox_StopAndRemove_EndContainersAndRepeat()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var doors = host.Runtime.Sandboxes;
        await doors.StopAsync(pod.SandboxId, Cancel);
        await doors.StopAsync(pod.SandboxId, Cancel);
        var stopped = await doors.GetStatusAsync(pod.SandboxId, Cancel);
        Assert.Equal(SandboxState.NotReady, stopped.State);
        var container = await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel);
        Assert.Equal(ContainerState.Exited, container.State);
        Assert.NotEqual(0, container.ExitCode);

        await doors.RemoveAsync(pod.SandboxId, Cancel);
        await doors.RemoveAsync(pod.SandboxId, Cancel);
        await Assert.ThrowsAsync<SandboxNotFoundException>(async () => await doors.GetStatusAsync(pod.SandboxId, Cancel));
        await Assert.ThrowsAsync<ContainerNotFoundException>(async () => await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel));
    }

    /// <summary>Removing a sandbox in which containers run ends them.</summary>
    [Fact]
    public async Task Sandbox_RemoveRunning_EndsAll()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        await host.Runtime.Sandboxes.RemoveAsync(pod.SandboxId, Cancel);
        Assert.Empty(await host.Runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel));
        Assert.Empty(await host.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel));
    }

    /// <summary>No container can be made in a sandbox that is not there or not ready.</summary>
    [Fact]
    public async Task Sandbox_NotReady_TakesNoContainer()
    {
        await using var host = await StartAsync();
        var config = NewSandbox(host);
        await Assert.ThrowsAsync<SandboxNotFoundException>(() => CreateAsync(host, "nosuch", config, NewContainer(host, "true")));
        var id = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        await host.Runtime.Sandboxes.StopAsync(id, Cancel);
        await Assert.ThrowsAnyAsync<NodeException>(() => CreateAsync(host, id, config, NewContainer(host, "true")));
    }

    /// <summary>What is unknown can be stopped and removed, but has no status.</summary>
    [Fact]
    public async Task Unknown_StopAndRemove_Succeed()
    {
        await using var host = await StartAsync();
        await host.Runtime.Sandboxes.StopAsync("nosuch", Cancel);
        await host.Runtime.Sandboxes.RemoveAsync("nosuch", Cancel);
        await host.Runtime.Containers.StopAsync("nosuch", TimeSpan.FromSeconds(1), Cancel);
        await host.Runtime.Containers.RemoveAsync("nosuch", Cancel);
        await Assert.ThrowsAsync<SandboxNotFoundException>(async () => await host.Runtime.Sandboxes.GetStatusAsync("nosuch", Cancel));
        await Assert.ThrowsAsync<ContainerNotFoundException>(async () => await host.Runtime.Containers.StartAsync("nosuch", Cancel));
    }
}
