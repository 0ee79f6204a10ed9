namespace Kube.Node.Runtime;

/// <summary>A file or directory of the host that a container sees.</summary>
public sealed record ContainerMount
{
    /// <summary>Absolute path inside; made if it is missing and can be.</summary>
    public required string ContainerPath { get; init; }

    /// <summary>Absolute path on the host; must exist.</summary>
    public required string HostPath { get; init; }

    /// <summary>Whether writing is refused.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether mounts beneath are read-only too.</summary>
    public bool RecursiveReadOnly { get; init; }

    /// <summary>Which way later mounts beneath are seen.</summary>
    public MountPropagation Propagation { get; init; } = MountPropagation.Private;
}
