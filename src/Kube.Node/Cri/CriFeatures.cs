namespace Kube.Node.Cri;

/// <summary>What a runtime says that it can do, beyond what every CRI v1 runtime does.</summary>
internal sealed record CriFeatures
{
    /// <summary>It tells changes of containers itself.</summary>
    public bool ContainerEvents { get; init; }

    /// <summary>It says by <c>RuntimeConfig</c> how it wants cgroups named.</summary>
    public bool RuntimeConfig { get; init; }

    /// <summary>Mounts whose whole tree is read-only.</summary>
    public bool RecursiveReadOnly { get; init; }

    /// <summary>Pods with a user namespace of their own.</summary>
    public bool UserNamespaces { get; init; }

    /// <summary>Groups as <c>supplementalGroupsPolicy: Strict</c> wants them.</summary>
    public bool SupplementalGroupsPolicy { get; init; }

    /// <summary>Whether cgroups are systemd's.</summary>
    public bool SystemdCgroups { get; init; }

    /// <summary>What is missing, a sentence each.</summary>
    public IReadOnlyList<string> Limits =>
    [
        .. ContainerEvents ? [] : (string[])["The runtime does not tell changes of containers; it is asked for them."],
        .. RuntimeConfig ? [] : (string[])["The runtime does not say how it names cgroups; cgroupfs is assumed."],
        .. RecursiveReadOnly ? [] : (string[])["Recursive read-only mounts are not supported by the runtime."],
        .. UserNamespaces ? [] : (string[])["User namespaces are not supported by the runtime."],
        .. SupplementalGroupsPolicy ? [] : (string[])["supplementalGroupsPolicy: Strict is not supported by the runtime."],
    ];
}
