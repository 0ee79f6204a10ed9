namespace Kube.Node.Runtime;

/// <summary>A container's user and rights.</summary>
public sealed record ContainerSecurity
{
    /// <summary>User id; null means <see cref="RunAsUserName"/>, or the image's.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>User by name, when no id is given; empty means the image's.</summary>
    public string RunAsUserName { get; init; } = "";

    /// <summary>Group id; null means the user's.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Further groups.</summary>
    public IReadOnlyList<long> SupplementalGroups { get; init; } = [];

    /// <summary>Whether it has all rights of the host's root.</summary>
    public bool Privileged { get; init; }

    /// <summary>Whether its processes can never gain rights (<c>allowPrivilegeEscalation: false</c>).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Whether its root file system cannot be written.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>Capabilities beyond the default ones, without <c>CAP_</c>; <c>ALL</c> for all.</summary>
    public IReadOnlyList<string> AddCapabilities { get; init; } = [];

    /// <summary>Capabilities taken away, without <c>CAP_</c>; <c>ALL</c> for all.</summary>
    public IReadOnlyList<string> DropCapabilities { get; init; } = [];

    /// <summary>Whose process namespace; null means as the sandbox says.</summary>
    public NamespaceMode? Pid { get; init; }

    /// <summary>The container whose process namespace is joined with <see cref="NamespaceMode.Target"/>.</summary>
    public string TargetContainerId { get; init; } = "";

    /// <summary>Seccomp profile: empty or <c>RuntimeDefault</c>, <c>Unconfined</c>, or the path of a local one.</summary>
    public string SeccompProfile { get; init; } = "";

    /// <summary>AppArmor profile: empty or <c>RuntimeDefault</c>, <c>Unconfined</c>, or the name of a loaded one.</summary>
    public string AppArmorProfile { get; init; } = "";

    /// <summary>Paths hidden from the container; null means the runtime's default, none with <c>procMount: Unmasked</c>.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Paths it can only read; null means the runtime's default.</summary>
    public IReadOnlyList<string>? ReadOnlyPaths { get; init; }

    /// <summary>How <see cref="SupplementalGroups"/> go together with those that the image's <c>/etc/group</c> gives the user.</summary>
    public SupplementalGroupsPolicy SupplementalGroupsPolicy { get; init; } = SupplementalGroupsPolicy.Merge;
}
