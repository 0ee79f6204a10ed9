using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>What a pod as a whole may use, in the kernel's words (upstream's <c>ResourceConfigForPod</c> and <c>calculateSandboxResources</c>). Pure.</summary>
internal static class PodLimits
{
    /// <summary>For the pod's cgroup: limited only when all of its containers are, or the pod itself is.</summary>
    public static ContainerResources Cgroup(V1Pod pod, NodeFacts node)
    {
        var (cpu, memory) = (Limit(pod, "cpu"), Limit(pod, "memory"));
        return ContainerLimits.Make((long)(AdmissionRules.RequestOf(pod, "cpu") * 1000), (long)(cpu * 1000), (long)memory) with { PidLimit = node.PodPidsLimit };
    }

    /// <summary>The sum of its containers.</summary>
    public static ContainerResources Containers(V1Pod pod)
    {
        var bare = pod;
        if (pod.Spec.Overhead is { Count: > 0 })
        {
            bare = pod.DeepClone();
            bare.Spec.Overhead = null;
        }

        return ContainerLimits.Make((long)(AdmissionRules.RequestOf(bare, "cpu") * 1000), (long)(Limit(bare, "cpu") * 1000), (long)Limit(bare, "memory"));
    }

    /// <summary>What its sandbox takes beside them; null: nothing is said of it.</summary>
    public static ContainerResources? Overhead(V1Pod pod)
    {
        if (pod.Spec.Overhead is not { Count: > 0 } overhead) return null;
        var cpu = overhead.GetValueOrDefault("cpu")?.MilliValue ?? 0;
        return ContainerLimits.Make(cpu, cpu, overhead.GetValueOrDefault("memory")?.Value ?? 0);
    }

    /// <returns>0: no limit.</returns>
    private static decimal Limit(V1Pod pod, string resource)
    {
        var overhead = pod.Spec.Overhead?.GetValueOrDefault(resource)?.ToDecimal() ?? 0;
        if (pod.Spec.Resources?.Limits?.GetValueOrDefault(resource) is { } whole) return whole.ToDecimal() + overhead;
        var (sum, peak) = (0m, 0m);
        foreach (var container in pod.Spec.Containers.Concat((pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar)))
        {
            if (container.Resources?.Limits?.GetValueOrDefault(resource) is not { } limit) return 0;
            sum += limit.ToDecimal();
        }

        foreach (var container in (pod.Spec.InitContainers ?? []).Where(container => !PodFacts.IsSidecar(container)))
            peak = Math.Max(peak, container.Resources?.Limits?.GetValueOrDefault(resource)?.ToDecimal() ?? 0);
        return Math.Max(sum, peak) + overhead;
    }
}
