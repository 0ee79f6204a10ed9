namespace Kube.Node.Runtime;

/// <summary>Creates, starts, stops and removes containers. Re-opening logs is with <see cref="IStreamingDoor"/>.</summary>
public interface IContainerDoor
{
    /// <summary>Creates a container in a sandbox; nothing runs yet.</summary>
    /// <returns>The id of the new container.</returns>
    /// <exception cref="Errors.SandboxNotFoundException">There is no such sandbox.</exception>
    /// <exception cref="Errors.ImageNotFoundException">The image is not on this node.</exception>
    /// <exception cref="Errors.RuntimeRefusalException">The configuration asks for what this runtime cannot give.</exception>
    ValueTask<string> CreateAsync(CreateContainerRequest request, CancellationToken cancellationToken);

    /// <summary>Starts a created container; its program has been executed when this returns.</summary>
    /// <exception cref="Errors.ContainerNotFoundException">There is no such container.</exception>
    /// <exception cref="Errors.ContainerStateException">It was started before.</exception>
    /// <exception cref="Errors.ContainerStartException">Its program cannot be started; the container is now exited.</exception>
    ValueTask StartAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Sends the stop signal, waits for the grace, kills; returns when the container has exited. Idempotent.</summary>
    /// <remarks>A second call with a shorter grace shortens the wait of the first.</remarks>
    /// <param name="containerId">The container; an unknown one is success.</param>
    /// <param name="grace">Time between the signal and the kill; zero kills at once.</param>
    /// <param name="cancellationToken">Gives up waiting; the signal stays sent.</param>
    ValueTask StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Removes a container, killing it first if it runs. Its log file stays. Idempotent; unknown ids are success.</summary>
    ValueTask RemoveAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>What the container is now.</summary>
    /// <exception cref="Errors.ContainerNotFoundException">There is none of this id.</exception>
    ValueTask<ContainerStatus> GetStatusAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>The containers that match, newest first, with their full status.</summary>
    ValueTask<IReadOnlyList<ContainerStatus>> ListAsync(ContainerFilter filter, CancellationToken cancellationToken);

    /// <summary>Changes the limits of a created or running container, without a restart.</summary>
    /// <exception cref="Errors.ContainerNotFoundException">There is none of this id.</exception>
    /// <exception cref="Errors.RuntimeRefusalException">This runtime cannot change them.</exception>
    ValueTask UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellationToken);
}
