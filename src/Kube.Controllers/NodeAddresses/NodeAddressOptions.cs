namespace Kube.Controllers.NodeAddresses;

/// <summary>Which part of the pods' addresses each node gets.</summary>
public sealed class NodeAddressOptions
{
    /// <summary>The ranges of the pods' addresses, at most one of each family, the first one first. Default none: nobody gives nodes their part
    /// (upstream's <c>--cluster-cidr</c> with <c>--allocate-node-cidrs</c>).</summary>
    public IReadOnlyList<string> ClusterCidrs { get; set; } = [];

    /// <summary>Ranges that no node gets, such as those of services when they lie within the pods'.</summary>
    public IReadOnlyList<string> ReservedCidrs { get; set; } = [];

    /// <summary>Length of a node's prefix in IPv4. Default 24; at most 16 longer than the range's.</summary>
    public int MaskSizeIPv4 { get; set; } = 24;

    /// <summary>Length of a node's prefix in IPv6. Default 64; at most 16 longer than the range's.</summary>
    public int MaskSizeIPv6 { get; set; } = 64;
}
