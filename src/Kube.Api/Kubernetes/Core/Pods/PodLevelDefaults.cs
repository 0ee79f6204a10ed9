using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>Fills in what the pod as a whole asks for, once it asks for anything.</summary>
internal static class PodLevelDefaults
{
    public static void Apply(V1PodSpec spec)
    {
        if (spec.Resources is not { } resources) return;
        if (resources.Limits.Count() + resources.Requests.Count() > 0) HugePages(spec, resources);
        if (resources.Limits.Count() > 0) Requests(spec, resources);
    }

    /// <summary>Huge pages of the containers count for the pod.</summary>
    private static void HugePages(V1PodSpec spec, V1ResourceRequirements resources)
    {
        foreach (var (name, sum) in PodResourceSums.Limits(spec))
        {
            if (!ResourceNames.IsHugePages(name) || resources.Requests?.ContainsKey(name) == true) continue;
            resources.Limits ??= [];
            resources.Limits.TryAdd(name, sum);
        }
    }

    /// <summary>The pod needs what its containers need, or else all that it may have.</summary>
    private static void Requests(V1PodSpec spec, V1ResourceRequirements resources)
    {
        var requests = resources.Requests ?? [];
        foreach (var (name, sum) in PodResourceSums.Requests(spec))
        {
            if (name is ResourceNames.Cpu or ResourceNames.Memory) requests.TryAdd(name, sum);
        }

        foreach (var (name, limit) in resources.Limits.OrEmpty())
        {
            if (ResourceNames.IsPodLevel(name)) requests.TryAdd(name, limit);
        }

        if (requests.Count > 0) resources.Requests = requests;
    }
}
