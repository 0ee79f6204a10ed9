using System.Collections.Immutable;

namespace Kube.Node.Runtime;

/// <summary>All that a sandbox needs to be made.</summary>
public sealed record SandboxConfig
{
    /// <summary>Which pod it is for.</summary>
    public required SandboxMetadata Metadata { get; init; }

    /// <summary>Host name inside the sandbox; empty means that of the host (<c>hostNetwork</c>).</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Directory, made by the agent, in which <see cref="ContainerConfig.LogPath"/>s of its containers lie.</summary>
    public string LogDirectory { get; init; } = "";

    /// <summary>What <c>/etc/resolv.conf</c> says; null means the host's file.</summary>
    public DnsSettings? Dns { get; init; }

    /// <summary>Ports of the host that lead into the sandbox.</summary>
    public IReadOnlyList<PortMapping> PortMappings { get; init; } = [];

    /// <summary>Labels to list by.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Kept and given back unread.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Cgroup under which the sandbox's own is made, such as <c>/kubepods/burstable/poduid</c>; empty leaves the choice to the runtime.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary>Limits and requests of the pod as a whole.</summary>
    public ContainerResources? Resources { get; init; }

    /// <summary>Kernel settings inside the sandbox's namespaces.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Which namespaces it shares with the host, and for containers the default user.</summary>
    public SandboxSecurity Security { get; init; } = new();

    /// <summary>Name of the handler of the pod's RuntimeClass; empty is the default one.</summary>
    public string RuntimeHandler { get; init; } = "";

    /// <summary>What the sandbox itself takes beyond its containers (the RuntimeClass's overhead).</summary>
    public ContainerResources? Overhead { get; init; }
}
