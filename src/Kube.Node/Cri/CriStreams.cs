using System.Net.Sockets;
using System.Threading.Channels;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Process;
using Kube.Shared.Grpc;
using Kube.Shared.Streams.RemoteCommand;

namespace Kube.Node.Cri;

/// <summary>Commands, attachments and ports: the runtime gives an address for each, at which its streaming server answers.</summary>
internal sealed class CriStreams(CriClient client, IContainerDoor containers, CriSandboxes sandboxes, TimeProvider time) : IStreamingDoor, IDisposable
{
    private static readonly TimeSpan s_unlimited = TimeSpan.FromDays(1);

    // Beyond the command's own time, for the runtime to kill it: with less, containerd gives up and leaves it running.
    private static readonly TimeSpan s_kill = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    public async ValueTask<ExecSyncResult> ExecSyncAsync(ExecSyncRequest request, CancellationToken cancellationToken)
    {
        await RunningAsync(request.ContainerId, "exec", cancellationToken);
        var wire = new Protos.ExecSyncRequest { ContainerId = request.ContainerId, Timeout = CriValues.Seconds(request.Timeout) };
        wire.Cmd.AddRange(request.Command);
        var limit = request.Timeout > TimeSpan.Zero ? request.Timeout + s_kill : s_unlimited;
        var started = time.GetTimestamp();
        try
        {
            var result = await client.RuntimeWithinAsync(RuntimeCalls.ExecSync, wire, limit, cancellationToken);
            return new() { ExitCode = result.ExitCode, Stdout = result.Stdout.Memory, Stderr = result.Stderr.Memory };
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.DeadlineExceeded || (request.Timeout > TimeSpan.Zero && time.GetElapsedTime(started) >= request.Timeout))
        {
            throw new ExecTimeoutException(string.Join(' ', request.Command), request.Timeout);
        }
        catch (GrpcException e)
        {
            await RunningAsync(request.ContainerId, "exec", cancellationToken);
            if (e.Code == GrpcStatusCode.Unavailable) throw CriClient.Failure(e);
            throw new ContainerStartException(request.ContainerId, e.Detail, CannotStart);
        }
    }

    public async ValueTask<int> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        await RunningAsync(request.ContainerId, "exec", cancellationToken);
        var wanted = new RemoteCommandStreams(request.Stdin is not null, request.Stdout is not null || request.Stderr is null, request.Stderr is not null && !request.Tty, request.Tty);
        var wire = new Protos.ExecRequest { ContainerId = request.ContainerId, Tty = wanted.Tty, Stdin = wanted.Stdin, Stdout = wanted.Stdout, Stderr = wanted.Stderr };
        wire.Cmd.AddRange(request.Command);
        var url = (await AskAsync(RuntimeCalls.Exec, wire, cancellationToken)).Url;
        var status = await RunAsync(url, wanted, new(request.Stdin, request.Stdout, request.Stderr, request.Resizes), cancellationToken);
        return status.Code ?? throw new ContainerStartException(request.ContainerId, Cause(status.Message), CannotStart);
    }

    public async ValueTask AttachAsync(AttachRequest request, CancellationToken cancellationToken)
    {
        await RunningAsync(request.ContainerId, "attach", cancellationToken);
        var tty = request.Resizes is not null;
        var wanted = new RemoteCommandStreams(request.Stdin is not null, request.Stdout is not null || request.Stderr is null, request.Stderr is not null && !tty, tty);
        var wire = new Protos.AttachRequest { ContainerId = request.ContainerId, Tty = wanted.Tty, Stdin = wanted.Stdin, Stdout = wanted.Stdout, Stderr = wanted.Stderr };
        var url = (await AskAsync(RuntimeCalls.Attach, wire, cancellationToken)).Url;
        var status = await RunAsync(url, wanted, new(request.Stdin, request.Stdout, request.Stderr, request.Resizes), cancellationToken);
        if (status.Code is null) throw new RuntimeFailureException("attach", status.Message);
    }

    public async ValueTask<Stream> PortForwardAsync(string sandboxId, int port, CancellationToken cancellationToken)
    {
        var (status, pid) = await sandboxes.GetWithProcessAsync(sandboxId, cancellationToken);
        if (status.State != SandboxState.Ready) throw new SandboxNotFoundException(sandboxId);
        if (pid is { } process) return await PodPorts.ConnectAsync(status.Security.Network == NamespaceMode.Node ? null : process, port, cancellationToken);

        // Only the runtime can reach it, as with pods in virtual machines.
        var wire = new Protos.PortForwardRequest { PodSandboxId = sandboxId };
        wire.Port.Add(port);
        var url = (await AskAsync(RuntimeCalls.PortForward, wire, cancellationToken)).Url;
        return await CriPortStream.OpenAsync(_http, CriPorts.Address(url), port, cancellationToken);
    }

    public async ValueTask ReopenLogAsync(string containerId, CancellationToken cancellationToken)
    {
        await RunningAsync(containerId, "reopen its log", cancellationToken);
        await AskAsync(RuntimeCalls.ReopenContainerLog, new Protos.ReopenContainerLogRequest { ContainerId = containerId }, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    // What upstream's runtimes show for a program that could not be run for a reason that has no code of its own.
    private const int CannotStart = 128;

    // What the agent says before it, upstream's servers have said already.
    private static string Cause(string message)
    {
        foreach (var prefix in (string[])["Internal error occurred: ", "error executing command in container: "])
        {
            if (message.StartsWith(prefix, StringComparison.Ordinal)) message = message[prefix.Length..];
        }

        return message;
    }

    private async ValueTask RunningAsync(string containerId, string operation, CancellationToken cancellationToken)
    {
        var status = await containers.GetStatusAsync(containerId, cancellationToken);
        if (status.State != ContainerState.Running) throw new ContainerStateException(containerId, status.State, operation);
    }

    private async ValueTask<TResponse> AskAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse>
    {
        try
        {
            return await client.RuntimeAsync(method, request, cancellationToken);
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    private async ValueTask<RemoteCommandStatus> RunAsync(string url, RemoteCommandStreams wanted, Ends ends, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = await RemoteCommandClient.ConnectAsync(_http, CriPorts.Address(url), wanted, cancellationToken);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var input = SendAsync(command, ends.Stdin, over.Token);
            var sizes = ResizeAsync(command, ends.Resizes, over.Token);
            try
            {
                var output = Task.WhenAll(ReceiveAsync(command.Stdout, ends.Stdout, over), ReceiveAsync(command.Stderr, ends.Stderr, over));
                var status = await command.WaitAsync(over.Token);
                await output;
                return status;
            }
            finally
            {
                await over.CancelAsync();
                await Task.WhenAll(input, sizes);
            }
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw new RuntimeFailureException("streaming server of the runtime", e.Message, e);
        }
    }

    private static async Task ReceiveAsync(Stream? from, Stream? to, CancellationTokenSource over)
    {
        if (from is null) return;
        try
        {
            await from.CopyToAsync(to ?? Stream.Null, over.Token);
            if (to is not null) await to.FlushAsync(over.Token);
        }
        catch
        {
            // Nobody listens any more: the session is over.
            await over.CancelAsync();
            throw;
        }
    }

    private static async Task SendAsync(RemoteCommandClient command, Stream? from, CancellationToken cancellationToken)
    {
        if (from is null || command.Stdin is not { } to) return;
        try
        {
            await from.CopyToAsync(to, cancellationToken);
            await command.CompleteStdinAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A command need not read what it is given to the end.
        }
    }

    // The runtime keeps a size that comes before the program has its terminal.
    private static async Task ResizeAsync(RemoteCommandClient command, ChannelReader<TerminalSize>? sizes, CancellationToken cancellationToken)
    {
        if (sizes is null) return;
        try
        {
            await foreach (var size in sizes.ReadAllAsync(cancellationToken))
                await command.ResizeAsync(size.Columns, size.Rows, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private readonly record struct Ends(Stream? Stdin, Stream? Stdout, Stream? Stderr, ChannelReader<TerminalSize>? Resizes);
}
