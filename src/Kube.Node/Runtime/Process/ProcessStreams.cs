using System.Net.Sockets;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Shim;
using Kube.Store.Work;

namespace Kube.Node.Runtime.Process;

internal sealed class ProcessStreams(ProcessPods pods, IWorkScheduler work, TimeProvider time) : IStreamingDoor
{
    private const int MostOutput = 16 << 20;

    public async ValueTask<ExecSyncResult> ExecSyncAsync(ExecSyncRequest request, CancellationToken cancellationToken)
    {
        using var stdout = new BoundedBuffer(MostOutput);
        using var stderr = new BoundedBuffer(MostOutput);
        var timeout = request.Timeout > TimeSpan.Zero ? request.Timeout : Timeout.InfiniteTimeSpan;
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var code = await ExecAsync(new() { ContainerId = request.ContainerId, Command = request.Command, Stdout = stdout, Stderr = stderr }, either.Token);
            return new() { ExitCode = code, Stdout = stdout.ToArray(), Stderr = stderr.ToArray() };
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ExecTimeoutException(string.Join(' ', request.Command), request.Timeout);
        }
    }

    public async ValueTask<int> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var container = Running(request.ContainerId, "exec");
        using var session = await OpenAsync(container.Pod, cancellationToken);
        var fields = new Fields()
            .Add("id", request.ContainerId)
            .Add("arg", request.Command)
            .Add("stdin", request.Stdin is not null)
            .Add("tty", request.Tty);
        if (request.Tty)
            fields.Add("env", "TERM=xterm");
        if (request.Resizes is { } resizes && resizes.TryRead(out var size))
            fields.Add("columns", size.Columns).Add("rows", size.Rows);
        await session.SendAsync(FrameKind.Exec, fields, cancellationToken);
        return await session.RunAsync(container, request.Stdin, request.Stdout, request.Stderr, request.Resizes, cancellationToken);
    }

    public async ValueTask AttachAsync(AttachRequest request, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var container = Running(request.ContainerId, "attach");
        using var session = await OpenAsync(container.Pod, cancellationToken);
        await session.SendAsync(FrameKind.Attach, new Fields().Add("id", request.ContainerId).Add("stdin", request.Stdin is not null), cancellationToken);
        await session.RunAsync(container, container.Record.Config.Stdin ? request.Stdin : null, request.Stdout, request.Stderr, request.Resizes, cancellationToken);
    }

    public async ValueTask<Stream> PortForwardAsync(string sandboxId, int port, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var pod = pods.Get(sandboxId);
        if (!pod.IsReady)
            throw new SandboxNotFoundException(sandboxId);

        var own = pod.IsIsolated && pod.Record.Config.Security.Network != NamespaceMode.Node;
        return await PodPorts.ConnectAsync(own ? pod.Record.Shim.Pid : null, port, cancellationToken);
    }

    public async ValueTask ReopenLogAsync(string containerId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var container = Running(containerId, "reopen its log");
        await pods.AskAsync(container.Pod, FrameKind.ReopenLog, new Fields().Add("id", containerId), cancellationToken);
    }

    private ProcessContainer Running(string containerId, string operation)
    {
        var container = pods.GetContainer(containerId);
        var state = container.Status.State;
        return state == ContainerState.Running ? container : throw new ContainerStateException(containerId, state, operation);
    }

    private async ValueTask<StreamSession> OpenAsync(ProcessPod pod, CancellationToken cancellationToken)
    {
        try
        {
            return new(await ShimConnection.OpenAsync(pods.Host.State.PathOf(pod.Id), cancellationToken), work);
        }
        catch (SocketException error)
        {
            throw new RuntimeFailureException($"shim of sandbox {pod.Id}", error.Message, error);
        }
    }
}
