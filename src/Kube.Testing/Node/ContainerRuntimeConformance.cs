using Kube.Node.Errors;
using Kube.Node.Runtime;
using Xunit;

namespace Kube.Testing.Node;

/// <summary>What every <see cref="IContainerRuntime"/> does. Subclass it and give it an empty runtime for each test.</summary>
public abstract partial class ContainerRuntimeConformance
{
    private int _pods;

    /// <summary>The test's token.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Whether containers run real programs, which say something. By default they do not.</summary>
    protected virtual bool RunsPrograms => false;

    /// <summary>Makes an empty runtime.</summary>
    protected abstract ValueTask<IConformanceRuntime> StartAsync();

    /// <summary>It says who it is and that it is ready.</summary>
    [Fact]
    public async Task Status_FreshRuntime_IsReady()
    {
        await using var host = await StartAsync();
        var version = await host.Runtime.Info.GetVersionAsync(Cancel);
        Assert.NotEmpty(version.RuntimeName);
        Assert.NotEmpty(version.Version);
        Assert.Equal("v1", version.ApiVersion);
        var status = await host.Runtime.Info.GetStatusAsync(Cancel);
        Assert.True(status.Runtime.Ready, status.Runtime.Message);
        Assert.True(status.Network.Ready, status.Network.Message);
        Assert.Empty(await host.Runtime.Sandboxes.ListAsync(SandboxFilter.All, Cancel));
        Assert.Empty(await host.Runtime.Containers.ListAsync(ContainerFilter.All, Cancel));
    }

    /// <summary>A pod config of a name of its own.</summary>
    protected SandboxConfig NewSandbox(IConformanceRuntime host, string name = "pod")
    {
        ArgumentNullException.ThrowIfNull(host);
        var number = Interlocked.Increment(ref _pods);
        var uid = $"00000000-0000-0000-0000-{number:d12}";
        var directory = host.LogDirectory.Length == 0 ? "" : Path.Combine(host.LogDirectory, $"default_{name}_{uid}");
        if (directory.Length > 0)
            Directory.CreateDirectory(directory);
        return new()
        {
            Metadata = new() { Name = name, Namespace = "default", Uid = uid },
            Hostname = name,
            LogDirectory = directory,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["io.kubernetes.pod.uid"] = uid, ["app"] = name },
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "kept" },
        };
    }

    /// <summary>A container that runs a command.</summary>
    protected static ContainerConfig NewContainer(IConformanceRuntime host, params string[] command)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new()
        {
            Metadata = new() { Name = "main" },
            Image = host.Image,
            Command = command,
            LogPath = host.LogDirectory.Length == 0 ? "" : "main/0.log",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["io.kubernetes.container.name"] = "main" },
        };
    }

    /// <summary>Pulls, creates and starts; the log's directory is made as the agent makes it.</summary>
    protected static async Task<string> CreateAsync(IConformanceRuntime host, string sandboxId, SandboxConfig sandbox, ContainerConfig container)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(container);
        if (container.LogPath.Length > 0)
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(sandbox.LogDirectory, container.LogPath))!);
        await host.Runtime.Images.PullAsync(new() { Image = container.Image, SandboxConfig = sandbox, Command = container.Command }, Cancel);
        return await host.Runtime.Containers.CreateAsync(new() { SandboxId = sandboxId, Config = container, SandboxConfig = sandbox }, Cancel);
    }

    /// <summary>A sandbox with one started container.</summary>
    protected async Task<RunningPod> RunAsync(IConformanceRuntime host, params string[] command)
    {
        var sandbox = NewSandbox(host);
        return await RunAsync(host, sandbox, NewContainer(host, command));
    }

    /// <summary>A sandbox with one started container.</summary>
    protected static async Task<RunningPod> RunAsync(IConformanceRuntime host, SandboxConfig sandbox, ContainerConfig container)
    {
        ArgumentNullException.ThrowIfNull(host);
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(sandbox, Cancel);
        var containerId = await CreateAsync(host, sandboxId, sandbox, container);
        await host.Runtime.Containers.StartAsync(containerId, Cancel);
        return new(sandbox, sandboxId, containerId);
    }

    /// <summary>The container's status once it has ended; fails after a minute of the runtime's time or more.</summary>
    protected static async Task<ContainerStatus> EndOfAsync(IConformanceRuntime host, string containerId)
    {
        ArgumentNullException.ThrowIfNull(host);
        for (var i = 0; i < 6000; i++)
        {
            var status = await host.Runtime.Containers.GetStatusAsync(containerId, Cancel);
            if (status.State == ContainerState.Exited)
                return status;
            await host.PassTimeAsync(TimeSpan.FromMilliseconds(20));
        }

        throw new TimeoutException($"container {containerId} has not ended");
    }

    /// <summary>What a started pod is known by.</summary>
    /// <param name="Config">The sandbox's configuration.</param>
    /// <param name="SandboxId">Its id.</param>
    /// <param name="ContainerId">Its container's id.</param>
    protected sealed record RunningPod(SandboxConfig Config, string SandboxId, string ContainerId);
}
