using Kube.Node.Runtime;

namespace Kube.Node.Errors;

/// <summary>The container is not in a state in which it can do what was asked, such as exec in one that has exited.</summary>
/// <param name="containerId">The container.</param>
/// <param name="state">The state it is in.</param>
/// <param name="operation">What was asked, such as <c>exec</c>.</param>
public sealed class ContainerStateException(string containerId, ContainerState state, string operation)
    : NodeException($"container \"{containerId}\" is in {state} state: cannot {operation}")
{
    /// <summary>The container.</summary>
    public string ContainerId { get; } = containerId;

    /// <summary>The state it is in.</summary>
    public ContainerState State { get; } = state;

    /// <summary>What was asked, such as <c>exec</c>.</summary>
    public string Operation { get; } = operation;
}
