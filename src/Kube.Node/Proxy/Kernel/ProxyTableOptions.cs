using System.Net;

namespace Kube.Node.Proxy.Kernel;

/// <summary>What the table's rules depend on beside services.</summary>
/// <param name="ClusterCidrs">The addresses of pods: traffic to cluster IPs that does not come from them is masqueraded. Empty: none is.</param>
/// <param name="MasqueradeAll">Whether all traffic to cluster IPs is masqueraded.</param>
/// <param name="Name">The table's name.</param>
internal sealed record ProxyTableOptions(IReadOnlyList<IPNetwork> ClusterCidrs, bool MasqueradeAll = false, string Name = "kube-proxy");
