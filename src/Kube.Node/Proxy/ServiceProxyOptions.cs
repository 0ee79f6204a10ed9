using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kube.Node.Proxy;

/// <summary>The service proxy of this node.</summary>
public sealed class ServiceProxyOptions : IValidatableObject
{
    /// <summary>How services are served. Default <see cref="ProxyMode.Userspace"/>.</summary>
    public ProxyMode Mode { get; set; }

    /// <summary>Addresses on which node ports listen in userspace mode. Empty: every address of the host where the proxy may serve cluster IPs too, else the loopback alone.
    /// Default empty. In nftables mode they are served on every address of the host but the loopback's.</summary>
    public IList<string> NodePortAddresses { get; set; } = [];

    /// <summary>The ranges of the pods' addresses. In nftables mode, what comes to a cluster IP from elsewhere is masqueraded, and what comes from there to an outside address
    /// reaches every endpoint whatever the policy for traffic from outside. Default empty.</summary>
    public IList<string> ClusterCidrs { get; set; } = [];

    /// <summary>Whether all traffic to cluster IPs is masqueraded in nftables mode. Default false.</summary>
    public bool MasqueradeAll { get; set; }

    /// <summary>Whether services' addresses are put on the loopback interface in userspace mode, which takes the right to administer the network (root). Without that right only
    /// node ports are served. Default true.</summary>
    public bool ServeClusterIPs { get; set; } = true;

    /// <summary>The label of the addresses that the proxy adds, by which it finds those that a killed process left behind. Default <c>lo:kube</c>; at most 15 characters,
    /// and another one for each cluster on the machine.</summary>
    [Required, StringLength(15, MinimumLength = 1)] public string AddressLabel { get; set; } = "lo:kube";

    /// <summary>The name of the tables in nftables mode. Whatever is in them before the proxy starts is replaced. Default <c>kube-proxy</c>; another one for each cluster in
    /// the same network namespace.</summary>
    [Required] public string TableName { get; set; } = "kube-proxy";

    /// <summary>Where <c>/healthz</c> and <c>/livez</c> tell load balancers and keepers how the proxy is, such as <c>0.0.0.0:10256</c>, upstream's; port 0 takes a free one, which
    /// <see cref="Hosting.IStatusAddresses"/> knows. Empty: nowhere. Default empty: two proxies of one machine cannot have one place.</summary>
    public string HealthzBindAddress { get; set; } = "";

    /// <summary>Where <c>/metrics</c> and <c>/proxyMode</c> are, such as <c>127.0.0.1:10249</c>, upstream's; port 0 takes a free one. Empty: nowhere. Default empty.</summary>
    public string MetricsBindAddress { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var range in ClusterCidrs)
            if (!IPNetwork.TryParse(range, out _)) yield return new($"\"{range}\" is not a range of addresses.", [nameof(ClusterCidrs)]);
        foreach (var address in NodePortAddresses)
            if (!IPAddress.TryParse(address, out _)) yield return new($"\"{address}\" is not an address.", [nameof(NodePortAddresses)]);
        foreach (var (name, place) in ((string, string)[])[(nameof(HealthzBindAddress), HealthzBindAddress), (nameof(MetricsBindAddress), MetricsBindAddress)])
            if (place.Length > 0 && !IPEndPoint.TryParse(place, out _)) yield return new($"\"{place}\" is not an address with a port.", [name]);
    }
}
