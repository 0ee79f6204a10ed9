namespace Kube.Node.Runtime;

/// <summary>Where a container is in its life: created → running → exited.</summary>
public enum ContainerState
{
    /// <summary>Made, not yet started.</summary>
    Created = 0,

    /// <summary>Its program runs.</summary>
    Running = 1,

    /// <summary>Its program ended, or could not be started.</summary>
    Exited = 2,

    /// <summary>The runtime cannot say.</summary>
    Unknown = 3,
}
