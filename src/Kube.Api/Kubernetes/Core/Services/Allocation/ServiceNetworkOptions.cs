using System.ComponentModel.DataAnnotations;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>Where services' addresses and node ports come from. Fixed for the life of a cluster.</summary>
public sealed class ServiceNetworkOptions
{
    /// <summary>The networks of cluster IPs: one, or one of each family with the default family first. Default 10.96.0.0/16.</summary>
    public IList<string> ClusterIPRanges { get; set; } = ["10.96.0.0/16"];

    /// <summary>The lowest node port. Default 30000; 1 to 65535.</summary>
    [Range(1, 65535)]
    public int FirstNodePort { get; set; } = 30000;

    /// <summary>The highest node port, not below the lowest. Default 32767; 1 to 65535.</summary>
    [Range(1, 65535)]
    public int LastNodePort { get; set; } = 32767;
}
