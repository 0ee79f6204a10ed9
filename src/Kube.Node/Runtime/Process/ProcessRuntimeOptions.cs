namespace Kube.Node.Runtime.Process;

/// <summary>How pods run as processes of this host.</summary>
public sealed class ProcessRuntimeOptions
{
    /// <summary>Directory for the state by which pods are found again. Created when missing. Default: <c>process</c> in the node's root directory.</summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>Range of pod addresses (IPv4) until the agent names the node's. Default <c>10.244.0.0/24</c>; empty waits for the agent, and
    /// until then the node is not ready for pods.</summary>
    public string PodCidr { get; set; } = "10.244.0.0/24";

    /// <summary>Name of the bridge that pods are connected to; made when missing. Default <c>kube0</c>; at most 15 characters.</summary>
    public string Bridge { get; set; } = "kube0";

    /// <summary>
    /// Whether containers may run as this host's root. Default false: they run as user 65534, or the one that the pod names. Containers see this host's files, so root in one
    /// reads them all.
    /// </summary>
    public bool AllowHostRoot { get; set; }

    /// <summary>Whether pods are set apart by namespaces, layers and cgroups, which needs root. Default true. Without root it is as if false: see the package's README.</summary>
    public bool Isolate { get; set; } = true;

    /// <summary>Shims kept ready for pods to come: each saves a pod some 100 ms and holds some 20 MB. Default 1; 0 to 64.</summary>
    public int SpareShims { get; set; } = 1;

    /// <summary>
    /// Bytes of a container's log file before its shim itself puts it aside, whatever the agent does: a program that only writes cannot fill the disk between two looks of the agent,
    /// or while there is none. Default 0: twice the node's <c>ContainerLogMaxBytes</c>. 0 to 2 TiB.
    /// </summary>
    public long LogMaxBytes { get; set; }

    /// <summary>Log files that a shim keeps of a container, the current one included. Default 5; 2 to 1,000.</summary>
    public int LogMaxFiles { get; set; } = 5;

    /// <summary>Program that a shim is, with its arguments before the shim's own. Default: the program that runs now.</summary>
    public IReadOnlyList<string> ShimCommand { get; set; } = [];
}
