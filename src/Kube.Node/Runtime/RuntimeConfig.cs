namespace Kube.Node.Runtime;

/// <summary>What the cluster gave to this node.</summary>
public sealed record RuntimeConfig
{
    /// <summary>Range of pod addresses, such as <c>10.244.0.0/24</c>.</summary>
    public required string PodCidr { get; init; }
}
