using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>The names of the config maps that a pod reads.</summary>
internal static class ConfigMapUses
{
    public static IEnumerable<string> Of(V1PodSpec spec)
    {
        var containers = (spec.InitContainers ?? []).Concat(spec.Containers)
            .Select(static container => (container.EnvFrom, container.Env))
            .Concat((spec.EphemeralContainers ?? []).Select(static container => (container.EnvFrom, container.Env)));
        foreach (var (sources, variables) in containers)
        {
            foreach (var source in sources ?? [])
                if (source.ConfigMapRef is { } map) yield return map.Name ?? "";
            foreach (var variable in variables ?? [])
                if (variable.ValueFrom?.ConfigMapKeyRef is { } key) yield return key.Name ?? "";
        }

        foreach (var volume in spec.Volumes ?? [])
        {
            if (volume.ConfigMap is { } map) yield return map.Name ?? "";
            foreach (var source in volume.Projected?.Sources ?? [])
                if (source.ConfigMap is { } projected) yield return projected.Name ?? "";
        }
    }
}
