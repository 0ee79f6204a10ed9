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

    /// <summary>Amounts that each has, such as <c>cpu</c>: <c>4</c>. Default: 4 CPUs and 32 GiB of memory, as in upstream's scheduler benchmark.</summary>
    public IDictionary<string, string> Capacity { get; } = new Dictionary<string, string> { ["cpu"] = "4", ["memory"] = "32Gi" };

    /// <summary>Most pods of each. Default 110; 0 to 100,000.</summary>
    [Range(0, 100_000)] public int MaxPods { get; set; } = 110;
}
