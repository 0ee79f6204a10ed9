using System.ComponentModel.DataAnnotations;

namespace Kube.Node.NetworkPolicy;

/// <summary>The guard of this node's pods.</summary>
public sealed class NetworkPolicyOptions
{
    /// <summary>The name of the tables that rules are in. Whatever is in them before is replaced. Default <c>kube-network-policies</c>; another one for each cluster in the
    /// same network namespace.</summary>
    [Required] public string TableName { get; set; } = "kube-network-policies";
}
