using Kube.Node.Errors;

namespace Kube.Node.Runtime;

/// <summary>Checkpoints of containers, where a runtime can write them.</summary>
/// <remarks>Calls may overlap, also with those of the other doors.</remarks>
public interface ICheckpointDoor
{
    /// <summary>Writes what a running container is to a file, from which another can be made. The container goes on.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="location">The file; the runtime writes it.</param>
    /// <param name="timeout">How long it may take; zero leaves that to the runtime.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="RuntimeFailureException">The runtime cannot.</exception>
    ValueTask CheckpointAsync(string containerId, string location, TimeSpan timeout, CancellationToken cancellationToken);
}
