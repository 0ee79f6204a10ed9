namespace Kube.Node.Errors;

/// <summary>The runtime knows no container of this id: it never existed, or was removed.</summary>
/// <param name="containerId">The id that was asked for.</param>
public sealed class ContainerNotFoundException(string containerId) : NodeException($"container \"{containerId}\": not found")
{
    /// <summary>The id that was asked for.</summary>
    public string ContainerId { get; } = containerId;
}
