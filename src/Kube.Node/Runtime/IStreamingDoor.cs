namespace Kube.Node.Runtime;

/// <summary>Commands in running containers, their terminals, ports of pods, and the files their logs go to.</summary>
/// <remarks>The caller owns the streams that it passes in; they are written and flushed but not disposed. Streams that fail end the session.</remarks>
public interface IStreamingDoor
{
    /// <summary>Runs a command to its end and returns what it wrote, up to 16 MiB of each stream.</summary>
    /// <exception cref="Errors.ContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="Errors.ContainerStateException">It does not run.</exception>
    /// <exception cref="Errors.ContainerStartException">The command cannot be started.</exception>
    /// <exception cref="Errors.ExecTimeoutException">The command outlived its time and was killed.</exception>
    ValueTask<ExecSyncResult> ExecSyncAsync(ExecSyncRequest request, CancellationToken cancellationToken);

    /// <summary>Runs a command with the caller's streams; returns its exit code after all its output was written.</summary>
    /// <remarks>Cancelling kills the command. The end of <see cref="ExecRequest.Stdin"/> closes the command's input.</remarks>
    /// <exception cref="Errors.ContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="Errors.ContainerStateException">It does not run.</exception>
    /// <exception cref="Errors.ContainerStartException">The command cannot be started.</exception>
    ValueTask<int> ExecAsync(ExecRequest request, CancellationToken cancellationToken);

    /// <summary>Connects to the streams of a running container's own program until it ends, all streams end, or the caller cancels; the container lives on.</summary>
    /// <remarks>Only output written from now on is seen. Input is refused unless the container was created with it.</remarks>
    /// <exception cref="Errors.ContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="Errors.ContainerStateException">It does not run.</exception>
    ValueTask AttachAsync(AttachRequest request, CancellationToken cancellationToken);

    /// <summary>Opens a connection to a TCP port on the sandbox's loopback address.</summary>
    /// <returns>A duplex stream that the caller disposes; disposing closes the connection.</returns>
    /// <exception cref="Errors.SandboxNotFoundException">There is no such sandbox, or it is not ready.</exception>
    /// <exception cref="Errors.RuntimeFailureException">Nothing listens there.</exception>
    ValueTask<Stream> PortForwardAsync(string sandboxId, int port, CancellationToken cancellationToken);

    /// <summary>Makes a running container's log go to a new file at its log path, after the old file was renamed.</summary>
    /// <exception cref="Errors.ContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="Errors.ContainerStateException">It does not run.</exception>
    ValueTask ReopenLogAsync(string containerId, CancellationToken cancellationToken);
}
