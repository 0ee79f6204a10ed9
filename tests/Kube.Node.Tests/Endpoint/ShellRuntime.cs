using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Hollow;

namespace Kube.Node.Tests.Endpoint;

/// <summary>Simulated pods whose commands run for real, as processes of this machine: streams are what is tested.</summary>
internal sealed class ShellRuntime(HollowContainerRuntime pods) : IContainerRuntime, IStreamingDoor, ICheckpointDoor
{
    public ISandboxDoor Sandboxes => pods.Sandboxes;

    public IContainerDoor Containers { get; } = new LoggedContainers(pods.Containers);

    public IImageDoor Images => pods.Images;

    public IStreamingDoor Streams => this;

    public IStatsDoor Stats => pods.Stats;

    public IRuntimeDoor Info => pods.Info;

    public ICheckpointDoor? Checkpoints => WritesCheckpoints ? this : null;

    public bool WritesCheckpoints { get; set; }

    /// <summary>How many commands run now.</summary>
    public int Running => _running;

    private int _running;

    public async ValueTask<ExecSyncResult> ExecSyncAsync(ExecSyncRequest request, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        var code = await ExecAsync(new ExecRequest { ContainerId = request.ContainerId, Command = request.Command, Stdout = output, Stderr = output }, cancellationToken);
        return new ExecSyncResult { ExitCode = code, Stdout = output.ToArray() };
    }

    public async ValueTask<int> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        var command = request.Command;
        // A terminal of its own, as util-linux makes one.
        if (request.Tty) command = ["script", "-qefc", string.Join(' ', request.Command.Select(word => $"'{word}'")), "/dev/null"];
        using var process = Start(command);
        Interlocked.Increment(ref _running);
        using var ended = new CancellationTokenSource();
        try
        {
            var input = FeedAsync(request.Stdin, process, ended.Token);
            var output = process.StandardOutput.BaseStream.CopyToAsync(request.Stdout ?? Stream.Null, cancellationToken);
            var error = process.StandardError.BaseStream.CopyToAsync(request.Stderr ?? Stream.Null, cancellationToken);
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(cancellationToken);
            await ended.CancelAsync();
            await input;
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            Interlocked.Decrement(ref _running);
        }
    }

    public async ValueTask AttachAsync(AttachRequest request, CancellationToken cancellationToken)
    {
        await request.Stdout!.WriteAsync("attached\n"u8.ToArray(), cancellationToken);
        if (request.Stdin is { } input) await input.CopyToAsync(request.Stdout, cancellationToken);
    }

    public async ValueTask<Stream> PortForwardAsync(string sandboxId, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new RuntimeFailureException($"failed to connect to localhost:{port}", refused.Message, refused);
        }
    }

    public ValueTask ReopenLogAsync(string containerId, CancellationToken cancellationToken) => pods.Streams.ReopenLogAsync(containerId, cancellationToken);

    public async ValueTask CheckpointAsync(string containerId, string location, TimeSpan timeout, CancellationToken cancellationToken) =>
        await File.WriteAllTextAsync(location, $"{containerId} within {timeout.TotalSeconds} s", cancellationToken);

    private static Process Start(IReadOnlyList<string> command)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new ContainerStartException(command[0], $"exec: \"{command[0]}\": executable file not found in $PATH: {missing.Message}", 127);
        }
    }

    private static async Task FeedAsync(Stream? from, Process process, CancellationToken cancellationToken)
    {
        try
        {
            if (from is not null) await from.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
            process.StandardInput.Close();
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The command took no more.
        }
    }

    /// <summary>Simulated containers that have log files all the same.</summary>
    private sealed class LoggedContainers(IContainerDoor containers) : IContainerDoor
    {
        private readonly ConcurrentDictionary<string, string> _paths = new();

        public async ValueTask<string> CreateAsync(CreateContainerRequest request, CancellationToken cancellationToken)
        {
            var id = await containers.CreateAsync(request, cancellationToken);
            _paths[id] = Path.Combine(request.SandboxConfig.LogDirectory, request.Config.LogPath);
            return id;
        }

        public ValueTask StartAsync(string containerId, CancellationToken cancellationToken) => containers.StartAsync(containerId, cancellationToken);

        public ValueTask StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) => containers.StopAsync(containerId, grace, cancellationToken);

        public ValueTask RemoveAsync(string containerId, CancellationToken cancellationToken) => containers.RemoveAsync(containerId, cancellationToken);

        public async ValueTask<ContainerStatus> GetStatusAsync(string containerId, CancellationToken cancellationToken) =>
            Logged(await containers.GetStatusAsync(containerId, cancellationToken));

        public async ValueTask<IReadOnlyList<ContainerStatus>> ListAsync(ContainerFilter filter, CancellationToken cancellationToken) =>
            [.. (await containers.ListAsync(filter, cancellationToken)).Select(Logged)];

        public ValueTask UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellationToken) =>
            containers.UpdateResourcesAsync(containerId, resources, cancellationToken);

        private ContainerStatus Logged(ContainerStatus status) => status with { LogPath = _paths.GetValueOrDefault(status.Id, "") };
    }
}
