namespace Kube.Node.Runtime;

/// <summary>
/// Implemented by a runtime whose pods have no network that packets could reach: the agent asks it instead of connecting, for HTTP, TCP and gRPC probes and HTTP hooks.
/// </summary>
/// <remarks>Looked for once, when the agent is made. Calls overlap.</remarks>
public interface ISimulatedNetwork
{
    /// <summary>Whether the container would answer now, with success.</summary>
    /// <param name="containerId">The container; one that does not run never answers.</param>
    /// <param name="port">The port that would be connected to.</param>
    /// <param name="cancellationToken">The probe's timeout, at the latest.</param>
    ValueTask<bool> AnswersAsync(string containerId, int port, CancellationToken cancellationToken);
}
