namespace Kube.Node.Runtime;

/// <summary>What pods and containers use.</summary>
public interface IStatsDoor
{
    /// <summary>One container's use.</summary>
    /// <exception cref="Errors.ContainerNotFoundException">There is no such container.</exception>
    ValueTask<ContainerStats> GetContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>The use of every running container that matches.</summary>
    ValueTask<IReadOnlyList<ContainerStats>> ListContainersAsync(ContainerFilter filter, CancellationToken cancellationToken);

    /// <summary>One sandbox's use, its containers included.</summary>
    /// <exception cref="Errors.SandboxNotFoundException">There is no such sandbox.</exception>
    ValueTask<SandboxStats> GetSandboxAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>The use of every ready sandbox that matches.</summary>
    ValueTask<IReadOnlyList<SandboxStats>> ListSandboxesAsync(SandboxFilter filter, CancellationToken cancellationToken);
}
