using Kube.Api.Models;

namespace Kube.Node.Resizing;

/// <summary>
/// The requests and limits that the node has granted to a pod, which may differ from those that the pod asks for now. Immutable.
/// After an agent's restart they are read off the pod's status.
/// </summary>
internal sealed class PodAllocation
{
    private readonly Dictionary<string, V1ResourceRequirements> _containers;
    private readonly V1ResourceRequirements? _pod;

    private PodAllocation(Dictionary<string, V1ResourceRequirements> containers, V1ResourceRequirements? pod)
    {
        _containers = containers;
        _pod = pod;
    }

    /// <summary>All that a pod asks for.</summary>
    public static PodAllocation Of(V1Pod pod) => new(Resizable(pod).ToDictionary(container => container.Name, container => container.Resources ?? new()), pod.Spec.Resources);

    /// <summary>What the pod's status says was granted; what it does not say is as asked for.</summary>
    public static PodAllocation FromStatus(V1Pod pod)
    {
        var known = (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? []).ToDictionary(status => status.Name, StringComparer.Ordinal);
        return new(Resizable(pod).ToDictionary(container => container.Name, container => Granted(container, known.GetValueOrDefault(container.Name))), pod.Spec.Resources);
    }

    /// <summary>Whether it is all that the pod asks for.</summary>
    public bool Covers(V1Pod pod) => Same(pod.Spec.Resources, _pod) && Resizable(pod).All(container => !_containers.TryGetValue(container.Name, out var granted) || Same(container.Resources, granted));

    /// <summary>The pod with what was granted in place of what it asks for; the same one when there is no difference.</summary>
    public V1Pod Apply(V1Pod pod)
    {
        if (Covers(pod)) return pod;
        var result = pod.DeepClone();
        result.Spec.Resources = _pod?.DeepClone();
        foreach (var container in Resizable(result))
            if (_containers.TryGetValue(container.Name, out var granted)) container.Resources = granted.DeepClone();
        return result;
    }

    private static IEnumerable<V1Container> Resizable(V1Pod pod) => (pod.Spec.InitContainers ?? []).Concat(pod.Spec.Containers);

    private static V1ResourceRequirements Granted(V1Container container, V1ContainerStatus? status)
    {
        if (status?.AllocatedResources is not { Count: > 0 } requests) return container.Resources ?? new();
        var granted = container.Resources?.DeepClone() ?? new();
        granted.Requests = new(requests);
        if (status.Resources?.Limits is { Count: > 0 } limits) granted.Limits = new(limits);
        return granted;
    }

    private static bool Same(V1ResourceRequirements? left, V1ResourceRequirements? right) => (left ?? new()).SemanticEquals(right ?? new());
}
