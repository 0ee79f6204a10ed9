using System.Net;

namespace Kube.Samples.Cluster;

/// <summary>What the flags say.</summary>
public sealed record ClusterOptions
{
    /// <summary>Where everything is kept: the store, the certificates, the administrator's kubeconfig.</summary>
    public string DataDirectory { get; init; } = "./.kube-cluster";

    /// <summary>The kubeconfig of an API server in another process on the same <see cref="DataDirectory"/>, for which this process runs the other parts; null to serve here.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Kubeconfig of who may ask for a node's certificate: this process is then a node that joins, and <see cref="Kubeconfig"/> is where it keeps its own; null otherwise.</summary>
    public string? BootstrapKubeconfig { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int SecurePort { get; init; } = 6443;

    /// <summary>The address that others reach the server at; null for <see cref="BindAddress"/>.</summary>
    public IPAddress? AdvertiseAddress { get; init; }

    /// <summary>The addresses that services get.</summary>
    public IPNetwork ServiceClusterIPRange { get; init; } = IPNetwork.Parse("10.96.0.0/16");

    /// <summary>The addresses that pods get; each node has a part of it.</summary>
    public IPNetwork ClusterCidr { get; init; } = IPNetwork.Parse("10.244.0.0/16");

    /// <summary>The port of the node's own endpoint, which the API server fetches logs from; 0 takes a free one.</summary>
    public int KubeletPort { get; init; } = 10250;

    /// <summary>The container runtime's socket, as <c>unix:///run/containerd/containerd.sock</c>; <c>auto</c> for a containerd of the cluster's own; null for processes of this machine.</summary>
    public string? RuntimeEndpoint { get; init; }

    /// <summary>A directory of image archives that a containerd of the cluster's own imports at its start; null for none.</summary>
    public string? ImageDirectory { get; init; }

    /// <summary>Real nodes: one is in this process, several are processes of their own, each in a network namespace.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>What holds for each of them.</summary>
    public NodeSettings Node { get; init; } = new();

    /// <summary>Where claims of storage get directories as their volumes; null for no such volumes.</summary>
    public string? VolumeDirectory { get; init; }

    /// <summary>The node's name; null for the machine's.</summary>
    public string? NodeName { get; init; }

    /// <summary>The node's address; null for the machine's first.</summary>
    public IPAddress? NodeIP { get; init; }

    /// <summary>The addresses of this node's pods; null for the first part of <see cref="ClusterCidr"/>.</summary>
    public IPNetwork? PodCidr { get; init; }

    /// <summary>Whether the process ends when its standard input does, as those of further nodes do.</summary>
    public bool EndsWithInput { get; init; }

    /// <summary>Nodes that only pretend to run their pods, beside the real one.</summary>
    public int HollowNodes { get; init; }

    /// <summary>What the names of hollow nodes begin with.</summary>
    public string HollowNodePrefix { get; init; } = "hollow-node-";

    /// <summary>How long a node counts as alive after its last sign of life, by its own word; it gives one four times as often.</summary>
    public TimeSpan NodeLeaseDuration { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How often the controllers look at nodes.</summary>
    public TimeSpan NodeMonitorPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may be silent before the controllers taint it.</summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How services are served: <c>userspace</c> or <c>nftables</c>.</summary>
    public string ProxyMode { get; init; } = KnownProxyModes[0];

    /// <summary>Where the service proxy and the DNS server tell how they are.</summary>
    public StatusSettings Status { get; init; } = new();

    /// <summary>Whether containers may run as root, and see the host as root does.</summary>
    public bool AllowHostRoot { get; init; }

    /// <summary>A file of static tokens; null for none.</summary>
    public string? TokenAuthFile { get; init; }

    /// <summary>Whether nodes may join with bootstrap tokens.</summary>
    public bool AllowsJoining { get; init; }

    /// <summary>Whether every node is given its part of <see cref="ClusterCidr"/>.</summary>
    public bool AllocatesNodeCidrs { get; init; }

    /// <summary>How long certificates that are asked for through the API are valid, at most.</summary>
    public TimeSpan SigningDuration { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Who issues the tokens of service accounts.</summary>
    public string ServiceAccountIssuer { get; init; } = "https://kubernetes.default.svc";

    /// <summary>Who decides what users may do, in their order.</summary>
    public IReadOnlyCollection<string> AuthorizationModes { get; init; } = KnownAuthorizationModes;

    /// <summary>Who users are and what they may do, where others say so.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>How long the store's past is kept, at least; zero: for good.</summary>
    public TimeSpan CompactionInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The API server's limits and logs.</summary>
    public ServerSettings Server { get; init; } = new();

    /// <summary>Parts that are not started, of <see cref="Parts"/>.</summary>
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    /// <summary>The addresses of the real node's pods: the first part of <see cref="ClusterCidr"/>.</summary>
    public IPNetwork PodRange => PodCidr ?? Addresses.Slash24(ClusterCidr, 0);

    /// <summary>The addresses of this node's pods as it is told them: none for one that joins, which the cluster gives its own.</summary>
    public string ToldPodRange => BootstrapKubeconfig is null || PodCidr is not null ? PodRange.ToString() : "";

    /// <summary>Whether nodes of other processes join here.</summary>
    public bool LetsNodesJoin => AllowsJoining || Nodes > 1;

    /// <summary>Where pods find their node, and on it the API server.</summary>
    public IPAddress PodGateway => Addresses.Of(PodRange, 1);

    /// <summary>Whether pods have addresses of their own, from which they reach the API server: only root can give them.</summary>
    public bool ServesPods => Kubeconfig is null && (Runs("node") || Nodes > 1) && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>The modes that <c>--authorization-mode</c> knows.</summary>
    public static IReadOnlyList<string> KnownAuthorizationModes { get; } = ["Node", "RBAC"];

    /// <summary>The modes that <c>--proxy-mode</c> knows.</summary>
    public static IReadOnlyList<string> KnownProxyModes { get; } = ["userspace", "nftables"];

    /// <summary>The parts that <c>--disable</c> knows. Proxy and DNS are parts of the node.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["admission", "bootstrap", "compaction", "scheduler", "controllers", "node", "proxy", "dns"];

    /// <summary>As many nodes as have a /24 of the smallest range that is usual.</summary>
    public const int MostNodes = 16;

    /// <summary>The word that asks for a containerd of the cluster's own.</summary>
    public const string OwnRuntime = "auto";

    /// <summary>Where the node keeps what it keeps: several share a data directory.</summary>
    public string NodeDirectory => Path.Combine(DataDirectory, NodeName is null ? "node" : $"node-{NodeName}");

    /// <summary>Whether a part is started here; of several nodes none is.</summary>
    public bool Runs(string part) => !Disabled.Contains(part) && (Nodes <= 1 || part is not ("node" or "proxy" or "dns"));

    /// <summary>A name for what this cluster adds to the machine's network, apart from what others add: by its range of pods.</summary>
    public string NetworkName(string use) => $"{use}{ClusterCidr.BaseAddress.GetAddressBytes()[1]}";
}
