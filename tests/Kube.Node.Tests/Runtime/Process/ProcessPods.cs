using System.Text;
using Kube.Node.Runtime;
using Kube.Tests.Shared;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>What tests of the process runtime do with pods.</summary>
internal static class ProcessPods
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static SandboxConfig Sandbox(this ProcessRuntimeHost host, string name = "pod")
    {
        var logs = Path.Combine(host.LogDirectory, name);
        Directory.CreateDirectory(Path.Combine(logs, "main"));
        return new()
        {
            Metadata = new() { Name = name, Namespace = "default", Uid = $"{name}-{Environment.ProcessId}-{host.Bridge}" },
            Hostname = name,
            LogDirectory = logs,
        };
    }

    public static ContainerConfig Container(params string[] command) =>
        new() { Metadata = new() { Name = "main" }, Image = "toolbox", Command = command, LogPath = "main/0.log" };

    public static async Task<(string Sandbox, string Container)> RunAsync(this ProcessRuntimeHost host, SandboxConfig sandbox, ContainerConfig container)
    {
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(sandbox, Cancel);
        return (sandboxId, await host.StartAsync(sandboxId, sandbox, container));
    }

    public static async Task<string> StartAsync(this ProcessRuntimeHost host, string sandboxId, SandboxConfig sandbox, ContainerConfig container)
    {
        var id = await host.Runtime.Containers.CreateAsync(new() { SandboxId = sandboxId, SandboxConfig = sandbox, Config = container }, Cancel);
        await host.Runtime.Containers.StartAsync(id, Cancel);
        return id;
    }

    public static Task<(string Sandbox, string Container)> RunAsync(this ProcessRuntimeHost host, params string[] command) =>
        host.RunAsync(host.Sandbox(), Container(command));

    /// <summary>What a shell in the container says, without the last line's end.</summary>
    public static async Task<string> SayAsync(this ProcessRuntimeHost host, string containerId, string script)
    {
        var result = await host.Runtime.Streams.ExecSyncAsync(new() { ContainerId = containerId, Command = ["sh", "-c", script + " 2>&1"] }, Cancel);
        return Encoding.UTF8.GetString(result.Stdout.Span).TrimEnd('\n');
    }

    public static Task<ContainerStatus> EndOfAsync(this ProcessRuntimeHost host, string containerId) => Waiting.UntilAsync(
        () => host.Runtime.Containers.GetStatusAsync(containerId, Cancel).AsTask(), static status => status.State == ContainerState.Exited, static status => $"the container is {status.State}");
}
