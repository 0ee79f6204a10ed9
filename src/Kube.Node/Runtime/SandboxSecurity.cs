namespace Kube.Node.Runtime;

/// <summary>How far a sandbox is set apart from the host.</summary>
public sealed record SandboxSecurity
{
    /// <summary>Whose network namespace: <see cref="NamespaceMode.Pod"/> or <see cref="NamespaceMode.Node"/>.</summary>
    public NamespaceMode Network { get; init; } = NamespaceMode.Pod;

    /// <summary>Whose process namespace: the container's own, one for the pod, or the host's.</summary>
    public NamespaceMode Pid { get; init; } = NamespaceMode.Container;

    /// <summary>Whose IPC namespace: <see cref="NamespaceMode.Pod"/> or <see cref="NamespaceMode.Node"/>.</summary>
    public NamespaceMode Ipc { get; init; } = NamespaceMode.Pod;

    /// <summary>Whether the pod has its own user namespace (<c>hostUsers: false</c>).</summary>
    public bool UserNamespace { get; init; }

    /// <summary>Whether any of its containers will be privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>Groups added to every container's process, such as a volume's.</summary>
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];

    /// <summary>How <see cref="SupplementalGroups"/> go together with those of the image.</summary>
    public SupplementalGroupsPolicy SupplementalGroupsPolicy { get; init; } = SupplementalGroupsPolicy.Merge;

    /// <summary>User id of the process that holds the sandbox; null leaves it to the runtime.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Group id of that process; only together with <see cref="RunAsUser"/>.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Seccomp profile of that process: empty or <c>RuntimeDefault</c>, <c>Unconfined</c>, or the path of a local one.</summary>
    public string SeccompProfile { get; init; } = "";
}
