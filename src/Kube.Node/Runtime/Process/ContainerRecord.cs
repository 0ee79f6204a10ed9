namespace Kube.Node.Runtime.Process;

/// <summary>What is written down of a container when it is created.</summary>
internal sealed record ContainerRecord
{
    public required string Id { get; init; }

    public required string SandboxId { get; init; }

    public required ContainerConfig Config { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Full name of the image.</summary>
    public required string Image { get; init; }

    public required string ImageReference { get; init; }

    /// <summary>Absolute; empty when there is none.</summary>
    public string LogPath { get; init; } = "";

    /// <summary>Cgroup of its processes, below each hierarchy's root; empty when there is none.</summary>
    public string Cgroup { get; init; } = "";

    public long User { get; init; }

    public long Group { get; init; }
}
