using Kube.Api.Models;
using Kube.Node.Hosting;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>What pods need to know of their node. Immutable; replaced whole when the node changes.</summary>
internal sealed record NodeFacts
{
    /// <summary>A node of which nothing is known.</summary>
    public static NodeFacts None { get; } = new() { NodeName = "" };

    public required string NodeName { get; init; }

    /// <summary>Its addresses, the primary first.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>What it can give to pods.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity> Allocatable { get; init; } = new Dictionary<string, ResourceQuantity>();

    /// <summary>Addresses of the cluster's DNS; empty: there is none.</summary>
    public IReadOnlyList<string> ClusterDns { get; init; } = [];

    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>Name of the runtime, before <c>://</c> in container ids.</summary>
    public string RuntimeName { get; init; } = "";

    /// <summary>The node's labels, for pods that demand some.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What the machine's own resolver file says; null: there is none.</summary>
    public DnsSettings? HostDns { get; init; }

    /// <summary>The machine's own hosts file.</summary>
    public string HostsFile { get; init; } = "";

    /// <summary>Directory of the seccomp profiles that pods name.</summary>
    public string SeccompDirectory { get; init; } = "";

    /// <summary>Cgroup beneath which those of pods are; empty: the root.</summary>
    public string CgroupRoot { get; init; } = "";

    /// <summary>Most processes of a pod; 0: no limit.</summary>
    public long PodPidsLimit { get; init; }

    /// <summary>Kernel settings that pods may have beyond the safe ones; a trailing <c>*</c> stands for anything.</summary>
    public IReadOnlyList<string> AllowedUnsafeSysctls { get; init; } = [];

    /// <summary>Bytes of memory that all pods together may use; 0: no limit.</summary>
    public long PodMemoryBytes { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>What is known before the node is registered.</summary>
    public static NodeFacts From(NodeOptions options, bool isSimulated) => new()
    {
        NodeName = options.NodeName,
        ClusterDns = [.. options.ClusterDns],
        ClusterDomain = options.ClusterDomain,
        Labels = new Dictionary<string, string>(options.Labels),
        AllowedUnsafeSysctls = [.. options.AllowedUnsafeSysctls],
        HostDns = isSimulated ? null : HostText.Read(options.ResolverConfig) is { Length: > 0 } resolver ? PodDns.Parse(resolver) : null,
        HostsFile = isSimulated ? "" : HostText.Read("/etc/hosts"),
        SeccompDirectory = Path.Combine(options.RootDirectory, "seccomp"),
        CgroupRoot = options.CgroupRoot,
        PodPidsLimit = options.PodPidsLimit,
    };
}
