using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Proxy;

/// <summary>The service proxy of this node.</summary>
public sealed class ServiceProxyOptions
{
    /// <summary>Addresses on which node ports listen. Empty: every address of the host where the proxy may serve cluster IPs too, else the loopback alone. Default empty.</summary>
    public IList<string> NodePortAddresses { get; set; } = [];

    /// <summary>Whether services' addresses are put on the loopback interface, which takes the right to administer the network (root). Without that right only node ports
    /// are served. Default true.</summary>
    public bool ServeClusterIPs { get; set; } = true;

    /// <summary>The label of the addresses that the proxy adds, by which it finds those that a killed process left behind. Default <c>lo:kube</c>; at most 15 characters,
    /// and another one for each cluster on the machine.</summary>
    [Required, StringLength(15, MinimumLength = 1)] public string AddressLabel { get; set; } = "lo:kube";
}
