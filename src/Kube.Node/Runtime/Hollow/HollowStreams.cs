using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

internal sealed class HollowStreams(HollowPods pods) : IStreamingDoor
{
    public ValueTask<ExecSyncResult> ExecSyncAsync(ExecSyncRequest request, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Run(Running(request.ContainerId, "exec"), request.Command));
    }

    public async ValueTask<int> ExecAsync(ExecRequest request, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        var result = Run(Running(request.ContainerId, "exec"), request.Command);
        await WriteAsync(request.Stdout, result.Stdout, cancellationToken);
        await WriteAsync(request.Stderr, result.Stderr, cancellationToken);
        return result.ExitCode;
    }

    public async ValueTask AttachAsync(AttachRequest request, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        await Running(request.ContainerId, "attach").WaitAsync(cancellationToken);
    }

    public ValueTask<Stream> PortForwardAsync(string sandboxId, int port, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        pods.GetSandbox(sandboxId);
        throw new RuntimeRefusalException("port-forward", "a simulated pod listens on no port; use the process runtime or containerd");
    }

    public ValueTask ReopenLogAsync(string containerId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        Running(containerId, "reopen its log");
        return default;
    }

    private static ExecSyncResult Run(HollowContainer container, IReadOnlyList<string> command) =>
        container.Behavior.Exec?.Invoke(command) ?? new() { ExitCode = HollowBehavior.FromCommand(command).ExitCode };

    private static async ValueTask WriteAsync(Stream? stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (stream is null || bytes.IsEmpty)
            return;
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private HollowContainer Running(string containerId, string operation)
    {
        var container = pods.Get(containerId);
        var state = container.Status.State;
        return state == ContainerState.Running ? container : throw new ContainerStateException(containerId, state, operation);
    }
}
