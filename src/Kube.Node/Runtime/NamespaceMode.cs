namespace Kube.Node.Runtime;

/// <summary>Whose namespace a container's process lives in.</summary>
public enum NamespaceMode
{
    /// <summary>One for the pod, shared by its containers.</summary>
    Pod = 0,

    /// <summary>The container's own.</summary>
    Container = 1,

    /// <summary>The host's.</summary>
    Node = 2,

    /// <summary>That of another container (ephemeral containers with a target).</summary>
    Target = 3,
}
