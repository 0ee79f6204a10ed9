namespace Kube.Node.Runtime;

/// <summary>A device of the host that a container may use.</summary>
public sealed record ContainerDevice
{
    /// <summary>Path inside.</summary>
    public required string ContainerPath { get; init; }

    /// <summary>Path on the host.</summary>
    public required string HostPath { get; init; }

    /// <summary>Any of <c>r</c>, <c>w</c>, <c>m</c>.</summary>
    public string Permissions { get; init; } = "rwm";
}
