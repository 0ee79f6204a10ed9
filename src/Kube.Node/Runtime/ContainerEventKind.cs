namespace Kube.Node.Runtime;

/// <summary>What happened to a container.</summary>
public enum ContainerEventKind
{
    /// <summary>It was created.</summary>
    Created = 0,

    /// <summary>Its program runs.</summary>
    Started = 1,

    /// <summary>Its program ended.</summary>
    Stopped = 2,

    /// <summary>It was removed.</summary>
    Deleted = 3,
}
