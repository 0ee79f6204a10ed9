using System.ComponentModel.DataAnnotations;

namespace Kube.Node.Hosting;

/// <summary>The node that this process is.</summary>
public sealed class NodeOptions
{
    /// <summary>The node's name. Default: the machine's name, in lower case.</summary>
    [Required] public string NodeName { get; set; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>Directory for what the node keeps: volumes, pods, the process runtime's state. Created when missing. Default <c>/var/lib/kubelet</c>.</summary>
    [Required] public string RootDirectory { get; set; } = "/var/lib/kubelet";
}
