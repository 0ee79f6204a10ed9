namespace Kube.Node.Errors;

/// <summary>A command run by <see cref="Runtime.IStreamingDoor.ExecSyncAsync"/> outlived its time and was killed.</summary>
/// <param name="command">The command line.</param>
/// <param name="timeout">The time it had.</param>
public sealed class ExecTimeoutException(string command, TimeSpan timeout)
    : NodeException($"command \"{command}\" timed out")
{
    /// <summary>The time it had.</summary>
    public TimeSpan Timeout { get; } = timeout;
}
