namespace Kube.Node.Errors;

/// <summary>The container's program could not be started: it is missing, not executable, or its working directory is.</summary>
/// <remarks>The container is then exited with <see cref="ExitCode"/> and reason <c>StartError</c>; as upstream's runtimes do.</remarks>
/// <param name="containerId">The container, or the id of an exec session's container.</param>
/// <param name="cause">Why, such as <c>exec: "web": executable file not found in $PATH</c>.</param>
/// <param name="exitCode">Of a container that was to start: 128, always, as its status shows. Of a command in a container: 127 not found, 126 not executable, 128 otherwise.</param>
public sealed class ContainerStartException(string containerId, string cause, int exitCode)
    : NodeException($"failed to start container \"{containerId}\": {cause}")
{
    /// <summary>The container.</summary>
    public string ContainerId { get; } = containerId;

    /// <summary>Why, without the id.</summary>
    public string Cause { get; } = cause;

    /// <summary>The exit code: 128 for a container, a shell's for a command in one.</summary>
    public int ExitCode { get; } = exitCode;
}
