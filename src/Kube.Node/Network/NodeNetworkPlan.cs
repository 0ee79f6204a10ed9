using System.Net;

namespace Kube.Node.Network;

/// <summary>How the nodes of one machine are connected.</summary>
/// <param name="Name">The name of the bridge between them, and the beginning of all other names; at most 11 characters, and another one for each cluster on the machine.</param>
/// <param name="NodeRange">The addresses of the nodes; the first is the host's.</param>
/// <param name="ClusterCidr">The addresses of pods, of which each node has a part.</param>
internal sealed record NodeNetworkPlan(string Name, IPNetwork NodeRange, IPNetwork ClusterCidr);
