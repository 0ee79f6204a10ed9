namespace Kube.Node.Runtime;

/// <summary>Which way mounts made later beneath a mount are seen.</summary>
public enum MountPropagation
{
    /// <summary>Neither way (<c>None</c>).</summary>
    Private = 0,

    /// <summary>The host's are seen inside (<c>HostToContainer</c>).</summary>
    HostToContainer = 1,

    /// <summary>Both ways (<c>Bidirectional</c>); privileged containers only.</summary>
    Bidirectional = 2,
}
