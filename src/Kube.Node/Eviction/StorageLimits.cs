using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Eviction;

/// <summary>What pods may keep on the node's disk (upstream's <c>localStorageEviction</c> in <c>pkg/kubelet/eviction/eviction_manager.go</c>, 1.36). Pure.</summary>
internal static class StorageLimits
{
    private const string Resource = "ephemeral-storage";

    /// <summary>Whether there is anything to be measured for.</summary>
    public static bool HasAny(V1Pod pod) =>
        pod.Spec.Volumes?.Any(volume => volume.EmptyDir?.SizeLimit is { Value: > 0 }) == true || All(pod).Any(container => LimitOf(container) is not null);

    /// <summary>Why the pod has to go; null: it is within its limits.</summary>
    public static string? Exceeded(V1Pod pod, SandboxStats? stats, PodStorage storage)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.EmptyDir?.SizeLimit is { Value: > 0 } limit && storage.Volumes.TryGetValue(volume.Name, out var used) && used.Bytes > limit.Value)
                return $"Usage of EmptyDir volume \"{volume.Name}\" exceeds the limit \"{limit}\". ";
        }

        return WholePod(pod, stats, storage) ?? Containers(pod, stats, storage);
    }

    // Only when each container has a limit they have one together.
    private static string? WholePod(V1Pod pod, SandboxStats? stats, PodStorage storage)
    {
        var limits = pod.Spec.Containers.ConvertAll(LimitOf);
        if (limits.Exists(limit => limit is null)) return null;
        var sum = limits.Sum(limit => limit!.ToDecimal());
        var used = storage.Volumes.Values.Sum(volume => volume.Bytes) + All(pod).Sum(container => UsedBy(container.Name, stats, storage));
        return used > sum ? $"Pod ephemeral local storage usage exceeds the total limit of containers {ResourceQuantity.FromBytes((long)sum)}. " : null;
    }

    private static string? Containers(V1Pod pod, SandboxStats? stats, PodStorage storage)
    {
        foreach (var container in All(pod))
        {
            if (LimitOf(container) is { } limit && UsedBy(container.Name, stats, storage) > limit.Value)
                return $"Container {container.Name} exceeded its local ephemeral storage limit \"{limit}\". ";
        }

        return null;
    }

    private static IEnumerable<V1Container> All(V1Pod pod) => PodFacts.Containers(pod).Select(pair => pair.Container);

    /// <summary>A container's layer and its logs.</summary>
    public static long UsedBy(string container, SandboxStats? stats, PodStorage storage) =>
        (stats?.Containers.FirstOrDefault(one => one.Metadata.Name == container)?.WritableLayer?.UsedBytes ?? 0) + (storage.Logs.TryGetValue(container, out var logs) ? logs.Bytes : 0);

    private static ResourceQuantity? LimitOf(V1Container container) => container.Resources?.Limits?.GetValueOrDefault(Resource) is { Value: > 0 } limit ? limit : null;
}
