using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Process;

namespace Kube.Node.Cgroups;

/// <summary>
/// <c>kubepods</c> (what the node can give to pods), <c>burstable</c> and <c>besteffort</c> beneath it, pods beneath those (upstream's <c>pkg/kubelet/cm</c>).
/// Safe for concurrent use: every call writes what holds now.
/// </summary>
internal sealed class PodCgroups(CgroupTree tree, CurrentNode node) : IPodCgroups
{
    public void Ensure(V1Pod pod)
    {
        if (!tree.CanLimit) return;
        var facts = node.Facts;
        var root = $"{facts.CgroupRoot}/kubepods";
        tree.Make(root, All(facts));
        if (pod.Status?.QosClass is null or "BestEffort") tree.Make($"{root}/besteffort", new() { CpuShares = 2 });
        var path = PodCgroupPath.Of(pod, facts);
        tree.Make(path, PodLimits.Cgroup(pod, facts));
    }

    public void Remove(V1Pod pod)
    {
        if (tree.CanLimit) tree.Remove(PodCgroupPath.Of(pod, node.Facts), $"{node.Facts.CgroupRoot}/kubepods");
    }

    private static ContainerResources? All(NodeFacts facts)
    {
        if (facts.Allocatable.Count == 0) return null;
        var limits = ContainerLimits.Make(facts.Allocatable.GetValueOrDefault("cpu")?.MilliValue ?? 0, 0, 0);
        // Not less than what is needed to evict in time: the threshold for that is beyond what is allocatable.
        return limits with { MemoryLimitBytes = facts.PodMemoryBytes };
    }
}
