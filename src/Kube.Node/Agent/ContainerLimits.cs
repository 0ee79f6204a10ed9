using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>A container's requests and limits in the kernel's words (upstream's <c>pkg/kubelet/cm</c> and <c>qos</c>).</summary>
internal static class ContainerLimits
{
    private const long Period = 100_000;
    private const long MinimumShares = 2;
    private const long MinimumQuota = 1_000;

    public static ContainerResources Of(V1Pod pod, V1Container container, NodeFacts node)
    {
        var limits = container.Resources?.Limits;
        var cpuLimit = limits?.GetValueOrDefault("cpu")?.MilliValue ?? 0;
        var cpuRequest = container.Resources?.Requests?.GetValueOrDefault("cpu")?.MilliValue ?? cpuLimit;
        var memoryLimit = limits?.GetValueOrDefault("memory")?.Value ?? 0;
        return new()
        {
            CpuPeriod = Period,
            CpuShares = Math.Max(MinimumShares, cpuRequest * 1024 / 1000),
            CpuQuota = cpuLimit == 0 ? 0 : Math.Max(MinimumQuota, cpuLimit * Period / 1000),
            MemoryLimitBytes = memoryLimit,
            OomScoreAdjustment = OomScore(pod, container, node),
        };
    }

    private static int OomScore(V1Pod pod, V1Container container, NodeFacts node)
    {
        if (pod.Spec.PriorityClassName == "system-node-critical" || pod.Status.QosClass == "Guaranteed") return -997;
        if (pod.Status.QosClass is null or "BestEffort") return 1000;
        var request = container.Resources?.Requests?.GetValueOrDefault("memory")?.Value ?? 0;
        if (node.MemoryBytes <= 0) return 999;
        return (int)Math.Clamp(1000 - (1000 * (decimal)request / node.MemoryBytes), 3, 999);
    }
}
