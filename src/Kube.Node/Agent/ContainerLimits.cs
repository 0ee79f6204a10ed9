using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>A container's requests and limits in the kernel's words (upstream's <c>pkg/kubelet/cm</c> and <c>qos</c>).</summary>
internal static class ContainerLimits
{
    private const long Period = 100_000;
    private const long MinimumShares = 2;
    private const long MaximumShares = 262_144;
    private const long MinimumQuota = 1_000;
    private const int SystemCritical = 2_000_000_000;
    private const string HugePages = "hugepages-";

    public static ContainerResources Of(V1Pod pod, V1Container container, NodeFacts node)
    {
        // A container without a limit of its own has its pod's.
        var cpuLimit = Amount(container.Resources?.Limits, "cpu")?.MilliValue ?? Amount(pod.Spec.Resources?.Limits, "cpu")?.MilliValue ?? 0;
        var cpuRequest = Amount(container.Resources?.Requests, "cpu")?.MilliValue ?? Amount(container.Resources?.Limits, "cpu")?.MilliValue ?? 0;
        var memoryLimit = Amount(container.Resources?.Limits, "memory")?.Value ?? Amount(pod.Spec.Resources?.Limits, "memory")?.Value ?? 0;
        var pages = (container.Resources?.Limits ?? []).Where(pair => pair.Key.StartsWith(HugePages, StringComparison.Ordinal))
            .ToDictionary(pair => PageSize(pair.Key[HugePages.Length..]), pair => pair.Value.Value);
        var resources = Make(cpuRequest, cpuLimit, memoryLimit) with { OomScoreAdjustment = OomScore(pod, container, node) };
        return pages.Count == 0 ? resources : resources with { HugepageLimits = pages };
    }

    /// <param name="cpuRequest">Thousandths of a CPU that are asked for.</param>
    /// <param name="cpuLimit">Thousandths of a CPU at most; 0: no limit.</param>
    /// <param name="memoryLimit">Bytes at most; 0: no limit.</param>
    public static ContainerResources Make(long cpuRequest, long cpuLimit, long memoryLimit) => new()
    {
        CpuPeriod = Period,
        CpuShares = Math.Clamp(cpuRequest * 1024 / 1000, MinimumShares, MaximumShares),
        CpuQuota = cpuLimit == 0 ? 0 : Math.Max(MinimumQuota, cpuLimit * Period / 1000),
        MemoryLimitBytes = memoryLimit,
    };

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

    private static ResourceQuantity? Amount(Dictionary<string, ResourceQuantity>? amounts, string name) => amounts?.GetValueOrDefault(name) is { } amount && amount.ToDecimal() != 0 ? amount : null;

    // As the kernel names it: 2Mi is 2MB.
    private static string PageSize(string quantity) => quantity.EndsWith('i') ? quantity[..^1] + "B" : quantity;

    private static int OomScore(V1Pod pod, V1Container container, NodeFacts node)
    {
        if (pod.Spec.PriorityClassName == "system-node-critical" || pod.Spec.Priority >= SystemCritical || pod.Status.QosClass == "Guaranteed") return -997;
        if (pod.Status.QosClass is null or "BestEffort") return 1000;
        if (node.MemoryBytes <= 0) return 999;
        var score = (int)Math.Clamp(1000 - (1000 * MemoryRequest(pod, container) / node.MemoryBytes), 3, 999);
        if (!(pod.Spec.InitContainers ?? []).Any(init => init.Name == container.Name && PodFacts.IsSidecar(init))) return score;
        // A sidecar must not go before the containers that it serves.
        return Math.Min(score, pod.Spec.Containers.Select(other => (int)Math.Clamp(1000 - (1000 * MemoryRequest(pod, other) / node.MemoryBytes), 3, 999)).Min());
    }

    /// <summary>Its own, and its part of what the pod asks for beyond its containers.</summary>
    private static decimal MemoryRequest(V1Pod pod, V1Container container)
    {
        var own = container.Resources?.Requests?.GetValueOrDefault("memory")?.ToDecimal() ?? 0;
        if (pod.Spec.Resources?.Requests?.GetValueOrDefault("memory")?.ToDecimal() is not { } whole) return own;
        var all = pod.Spec.Containers.Concat((pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar)).ToList();
        var rest = whole - all.Sum(one => one.Resources?.Requests?.GetValueOrDefault("memory")?.ToDecimal() ?? 0);
        return own + (rest > 0 ? rest / all.Count : 0);
    }
}
