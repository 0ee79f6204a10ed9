namespace Kube.Node.Runtime;

/// <summary>A file or directory of the host that a container sees.</summary>
public sealed record ContainerMount
{
    /// <summary>Absolute path inside; made if it is missing and can be.</summary>
    public required string ContainerPath { get; init; }

    /// <summary>Absolute path on the host; must exist. Empty when <see cref="Image"/> is mounted.</summary>
    public required string HostPath { get; init; }

    /// <summary>Whether writing is refused.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether mounts beneath are read-only too.</summary>
    public bool RecursiveReadOnly { get; init; }

    /// <summary>Which way later mounts beneath are seen.</summary>
    public MountPropagation Propagation { get; init; } = MountPropagation.Private;

    /// <summary>An image that is mounted instead of a path of the host, by the reference that a pull returned; empty: <see cref="HostPath"/> is. Such a mount is read-only.</summary>
    public string Image { get; init; } = "";

    /// <summary>The directory of <see cref="Image"/> that is mounted; empty means its root.</summary>
    public string ImageSubPath { get; init; } = "";
}
