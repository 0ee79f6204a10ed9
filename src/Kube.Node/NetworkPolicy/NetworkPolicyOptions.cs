using System.ComponentModel.DataAnnotations;

namespace Kube.Node.NetworkPolicy;

/// <summary>The guard of this node's pods.</summary>
public sealed class NetworkPolicyOptions
{
    /// <summary>The name of the tables that rules are in. Whatever is in them before is replaced. Default <c>kube-network-policies</c>; another one for each cluster in the
    /// same network namespace.</summary>
    [Required] public string TableName { get; set; } = "kube-network-policies";

    /// <summary>Whether the account that the guard reads the cluster as is made, with its rights, by an administrator in this process. Default true; false where somebody
    /// else has done it, such as <c>AddNodePartsAccess</c>.</summary>
    public bool GrantAccess { get; set; } = true;
}
