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

    /// <summary>Whether a container has all that is wanted of what can be changed while it runs.</summary>
    public static bool AreSame(ContainerResources wanted, ContainerResources has) =>
        wanted.CpuShares == Math.Max(MinimumShares, has.CpuShares) && Math.Max(0, wanted.CpuQuota) == Math.Max(0, has.CpuQuota) && wanted.MemoryLimitBytes == Math.Max(0, has.MemoryLimitBytes);

    /// <summary>Whether the container's policy wants it started anew for what would change.</summary>
    public static bool NeedsRestart(V1Container container, ContainerResources wanted, ContainerResources has)
    {
        foreach (var policy in container.ResizePolicy ?? [])
        {
            if (policy.RestartPolicy != "RestartContainer") continue;
            if (policy.ResourceName == "memory" && wanted.MemoryLimitBytes != Math.Max(0, has.MemoryLimitBytes)) return true;
            if (policy.ResourceName == "cpu" && (wanted.CpuShares != Math.Max(MinimumShares, has.CpuShares) || Math.Max(0, wanted.CpuQuota) != Math.Max(0, has.CpuQuota))) return true;
        }

        return false;
    }

    /// <summary>A container's requests and limits as its runtime has them: what is as was granted in the pod's own words, the rest in the kernel's.</summary>
    public static V1ResourceRequirements Actual(V1Pod pod, V1Container container, ContainerResources? has)
    {
        var result = container.Resources?.DeepClone() ?? new();
        if (has is null) return result;
        var granted = Of(pod, container, NodeFacts.None);
        if (granted.CpuQuota != Math.Max(0, has.CpuQuota)) result.Limits = With(result.Limits, "cpu", has.CpuQuota > 0 ? ResourceQuantity.FromMilli(has.CpuQuota * 1000 / Math.Max(1, has.CpuPeriod)) : null);
        if (granted.MemoryLimitBytes != Math.Max(0, has.MemoryLimitBytes)) result.Limits = With(result.Limits, "memory", has.MemoryLimitBytes > 0 ? ResourceQuantity.FromBytes(has.MemoryLimitBytes) : null);
        if (granted.CpuShares != Math.Max(MinimumShares, has.CpuShares)) result.Requests = With(result.Requests, "cpu", ResourceQuantity.FromMilli(has.CpuShares * 1000 / 1024));
        return result;
    }

    private static Dictionary<string, ResourceQuantity>? With(Dictionary<string, ResourceQuantity>? amounts, string name, ResourceQuantity? amount)
    {
        if (amount is not null) (amounts ??= [])[name] = amount;
        else amounts?.Remove(name);
        return amounts;
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
