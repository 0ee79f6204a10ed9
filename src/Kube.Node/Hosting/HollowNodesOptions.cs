using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Hosting;

/// <summary>Nodes that only pretend to run their pods: for scale and for tests.</summary>
public sealed class HollowNodesOptions
{
    /// <summary>How many. Default 1; 0 to 10,000.</summary>
    [Range(0, 10_000)] public int Count { get; set; } = 1;

    /// <summary>What their names begin with, before their numbers from 0. Default <c>hollow-node-</c>.</summary>
    [Required] public string NamePrefix { get; set; } = "hollow-node-";

    /// <summary>The range of pod addresses (IPv4) that each has a /24 of, its first one left to others. Default <c>10.244.0.0/16</c>.</summary>
    [Required] public string ClusterCidr { get; set; } = "10.244.0.0/16";

    /// <summary>The range that each one's own address is from, the n-th for node n. Default empty: the first address of its pods, where nobody answers. Within
    /// <c>127.0.0.0/8</c> the endpoint of this process answers for each of them, and when there is none, whoever asks is refused at once instead of waiting.</summary>
    public string NodeCidr { get; set; } = "";

    /// <summary>How long each counts as alive after it renewed its lease, which it does four times as often. Default 40 s; 4 s to 10 min.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Addresses of the cluster's DNS, as a kubelet is told them: without any, every pod that wants it gets a warning. Default <c>10.96.0.10</c>.</summary>
    public IList<string> ClusterDns { get; } = ["10.96.0.10"];

    /// <summary>Amounts that each has, such as <c>cpu</c>: <c>4</c>. Default: 4 CPUs and 32 GiB of memory, as in upstream's scheduler benchmark.</summary>
    public IDictionary<string, string> Capacity { get; } = new Dictionary<string, string> { ["cpu"] = "4", ["memory"] = "32Gi" };

    /// <summary>Most pods of each. Default 110; 0 to 100,000.</summary>
    [Range(0, 100_000)] public int MaxPods { get; set; } = 110;
}
