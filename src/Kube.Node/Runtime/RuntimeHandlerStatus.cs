namespace Kube.Node.Runtime;

/// <summary>A handler that pods can name through their RuntimeClass.</summary>
public sealed record RuntimeHandlerStatus
{
    /// <summary>Its name; empty is the default handler.</summary>
    public required string Name { get; init; }

    /// <summary>Whether mounts can be read-only with all that is mounted beneath them.</summary>
    public bool RecursiveReadOnlyMounts { get; init; }

    /// <summary>Whether pods can have user namespaces of their own.</summary>
    public bool UserNamespaces { get; init; }
}
