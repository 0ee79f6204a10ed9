using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kube.Node.Dns;

/// <summary>The cluster's DNS server.</summary>
public sealed class ClusterDnsOptions : IValidatableObject
{
    /// <summary>The cluster's domain. Default <c>cluster.local</c>.</summary>
    [Required] public string Domain { get; set; } = "cluster.local";

    /// <summary>The cluster IPs that it answers on. Empty: the tenth address of each network of services, such as 10.96.0.10. Default empty.</summary>
    public IList<string> ServiceAddresses { get; set; } = [];

    /// <summary>The port on the loopback that it answers on where it may not have the service addresses. Default 10053; 1 to 65535, or 0 for any that is free.</summary>
    [Range(0, 65535)] public int LoopbackPort { get; set; } = 10053;

    /// <summary>The resolvers that are asked for names outside the cluster. Empty: those of <c>/etc/resolv.conf</c>; where it has none, such questions are refused. Default
    /// empty.</summary>
    public IList<string> UpstreamServers { get; set; } = [];

    /// <summary>Whether the service <c>kube-dns</c> is registered in <c>kube-system</c>. Default true.</summary>
    public bool RegisterService { get; set; } = true;

    /// <summary>Whether the account that the server reads the cluster as is made, with its rights, by an administrator in this process. Default true; false where somebody
    /// else has done it, such as <c>AddNodePartsAccess</c>.</summary>
    public bool GrantAccess { get; set; } = true;

    /// <summary>The label of the addresses that the server adds to the loopback interface, by which it finds those that a killed process left behind. Default
    /// <c>lo:kube-dns</c>; at most 15 characters, and another one for each cluster on the machine.</summary>
    [Required, StringLength(15, MinimumLength = 1)] public string AddressLabel { get; set; } = "lo:kube-dns";

    /// <summary>Where <c>/health</c> says that the server is there, such as <c>0.0.0.0:8080</c>, that of CoreDNS; port 0 takes a free one, which
    /// <see cref="Hosting.IStatusAddresses"/> knows. Empty: nowhere. Default empty: two servers of one machine cannot have one place.</summary>
    public string HealthBindAddress { get; set; } = "";

    /// <summary>Where <c>/ready</c> says whether it answers yet, such as <c>0.0.0.0:8181</c>, that of CoreDNS; port 0 takes a free one. Empty: nowhere. Default empty.</summary>
    public string ReadyBindAddress { get; set; } = "";

    /// <summary>Where <c>/metrics</c> is, such as <c>0.0.0.0:9153</c>, that of CoreDNS; port 0 takes a free one. Empty: nowhere. Default empty.</summary>
    public string MetricsBindAddress { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, place) in ((string, string)[])[(nameof(HealthBindAddress), HealthBindAddress), (nameof(ReadyBindAddress), ReadyBindAddress), (nameof(MetricsBindAddress), MetricsBindAddress)])
            if (place.Length > 0 && !IPEndPoint.TryParse(place, out _)) yield return new($"\"{place}\" is not an address with a port.", [name]);
    }
}
