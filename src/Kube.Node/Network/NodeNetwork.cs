using System.Net;
using Kube.Node.Netlink;

namespace Kube.Node.Network;

/// <summary>The network of one node among several on a machine.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Namespace">Its network namespace: whatever the node starts belongs in there.</param>
/// <param name="Address">Its address.</param>
/// <param name="PodRange">The addresses of its pods: routed to it from everywhere on the machine.</param>
/// <param name="HostLink">The host's end of its link.</param>
internal sealed record NodeNetwork(string Node, NetworkNamespace Namespace, IPAddress Address, IPNetwork PodRange, string HostLink);
