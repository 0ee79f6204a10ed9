namespace Kube.Node.Runtime;

/// <summary>Which container of its pod this is.</summary>
public sealed record ContainerMetadata
{
    /// <summary>The container's name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>How often it was started before: the restart count.</summary>
    public int Attempt { get; init; }
}
