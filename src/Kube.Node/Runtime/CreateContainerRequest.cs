namespace Kube.Node.Runtime;

/// <summary>A container to create.</summary>
public sealed record CreateContainerRequest
{
    /// <summary>The sandbox it will live in.</summary>
    public required string SandboxId { get; init; }

    /// <summary>The container.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>The configuration that the sandbox was run with.</summary>
    public required SandboxConfig SandboxConfig { get; init; }
}
