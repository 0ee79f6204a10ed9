using Kube.Api.Models;

namespace Kube.Node.Agent;

/// <summary>Where a pod's cgroup is: by its class of service, as upstream lays them out without systemd. Pure.</summary>
internal static class PodCgroupPath
{
    public static string Of(V1Pod pod, NodeFacts node) => pod.Status?.QosClass switch
    {
        "Guaranteed" => $"{node.CgroupRoot}/kubepods/pod{pod.Metadata.Uid}",
        "Burstable" => $"{node.CgroupRoot}/kubepods/burstable/pod{pod.Metadata.Uid}",
        _ => $"{node.CgroupRoot}/kubepods/besteffort/pod{pod.Metadata.Uid}",
    };
}
