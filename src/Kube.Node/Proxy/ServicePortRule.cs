using System.Collections.Immutable;

namespace Kube.Node.Proxy;

/// <summary>Where the traffic of one port of one service goes. Immutable; a new one takes the place of the old one.</summary>
/// <param name="Key">The port.</param>
/// <param name="Cluster">The endpoints for traffic to the cluster IP: all, or this node's where the service says so.</param>
/// <param name="External">The endpoints for traffic from outside: all, or this node's where the service says so.</param>
/// <param name="Affinity">How long a client stays with an endpoint; null: not at all.</param>
internal sealed record ServicePortRule(
    ServicePortKey Key, ImmutableArray<ProxyEndpoint> Cluster, ImmutableArray<ProxyEndpoint> External, TimeSpan? Affinity)
{
    /// <summary>The endpoints wherever they are: for traffic to outside addresses that comes from within the cluster.</summary>
    public ImmutableArray<ProxyEndpoint> Anywhere { get; init; } = [];

    /// <summary>Whether traffic to the cluster IP stays on its node.</summary>
    public bool IsClusterLocal { get; init; }

    /// <summary>Whether traffic from outside stays on the node that it came to.</summary>
    public bool IsExternalLocal { get; init; }
}
