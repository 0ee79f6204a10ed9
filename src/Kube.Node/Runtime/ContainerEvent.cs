namespace Kube.Node.Runtime;

/// <summary>A change of a container, or of a sandbox itself.</summary>
public sealed record ContainerEvent
{
    /// <summary>What happened.</summary>
    public required ContainerEventKind Kind { get; init; }

    /// <summary>The container, or the sandbox's id when the sandbox itself changed.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The sandbox.</summary>
    public required string SandboxId { get; init; }

    /// <summary>The pod's uid, by which the agent finds its worker.</summary>
    public required string PodUid { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
