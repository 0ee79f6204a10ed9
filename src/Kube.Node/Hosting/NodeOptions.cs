using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Hosting;

/// <summary>The node that this process is.</summary>
public sealed class NodeOptions
{
    /// <summary>The node's name. Default: the machine's name, in lower case.</summary>
    [Required] public string NodeName { get; set; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>Directory for what the node keeps: volumes, pods, the process runtime's state. Created when missing. Default <c>/var/lib/kubelet</c>.</summary>
    [Required] public string RootDirectory { get; set; } = "/var/lib/kubelet";

    /// <summary>Directory for the logs of containers. Default: empty, which means <c>pod-logs</c> below <see cref="RootDirectory"/>.</summary>
    public string LogDirectory { get; set; } = "";

    /// <summary>The node's address. Default: empty, which means the first IPv4 address of the machine that is not loopback.</summary>
    public string NodeIp { get; set; } = "";

    /// <summary>Range of pod addresses, such as <c>10.244.0.0/24</c>. Default: empty, which leaves it to the cluster's controllers.</summary>
    public string PodCidr { get; set; } = "";

    /// <summary>Addresses of the cluster's DNS, for pods. Default: none, which leaves pods with the machine's.</summary>
    public IList<string> ClusterDns { get; } = [];

    /// <summary>The domain of cluster names. Default <c>cluster.local</c>.</summary>
    [Required] public string ClusterDomain { get; set; } = "cluster.local";

    /// <summary>Labels beyond those that every node has.</summary>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>();

    /// <summary>Taints at registration, each <c>key=value:effect</c> or <c>key:effect</c>.</summary>
    public IList<string> Taints { get; } = [];

    /// <summary>Amounts that replace or add to what the machine has, such as <c>cpu</c>: <c>32</c>.</summary>
    public IDictionary<string, string> Capacity { get; } = new Dictionary<string, string>();

    /// <summary>Most pods. Default 110; 0 to 100,000.</summary>
    [Range(0, 100_000)] public int MaxPods { get; set; } = 110;

    /// <summary>The port of the node's own endpoint, as its status shows it. Default 10250; 0 to 65,535.</summary>
    [Range(0, 65_535)] public int Port { get; set; } = 10250;

    /// <summary>How often the node's status is looked at. Default 10 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")] public TimeSpan StatusUpdateFrequency { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a status that did not change is sent all the same. Default 5 min; 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")] public TimeSpan StatusReportFrequency { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the node counts as alive after it renewed its lease, which it does four times as often. Default 40 s; 4 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:04", "00:10:00")] public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Bytes of a container's log file before it is put aside. Default 10 MiB; 1 KiB to 1 TiB.</summary>
    [Range(1L << 10, 1L << 40)] public long ContainerLogMaxBytes { get; set; } = 10 << 20;

    /// <summary>Log files of a container, the current one included. Default 5; 2 to 1,000.</summary>
    [Range(2, 1_000)] public int ContainerLogMaxFiles { get; set; } = 5;
}
