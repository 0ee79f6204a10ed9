using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>Everything about a pod that its placement depends on, save its priority, labels and namespace. Pods made from one template share one shape, and with it
/// what was worked out for the pod before. Immutable; compared by reference.</summary>
internal sealed class PodShape
{
    public PodShape(V1Pod pod)
    {
        var spec = pod.Spec ?? new();
        Requests = PodRequests.Of(pod);
        Tolerations = [.. spec.Tolerations ?? []];
        HostPorts = HostPort.Of(spec);
        NodeSelector = spec.NodeSelector is { Count: > 0 } selector ? selector : null;
        NodeAffinity = spec.Affinity?.NodeAffinity;
        PodAffinity = spec.Affinity?.PodAffinity;
        PodAntiAffinity = spec.Affinity?.PodAntiAffinity;
        SpreadConstraints = spec.TopologySpreadConstraints is { Count: > 0 } constraints ? [.. constraints] : [];
        Images = [.. spec.Containers.Concat(spec.InitContainers ?? []).Select(static container => container.Image ?? "").Where(static image => image.Length > 0).Select(Tagged)];
        ContainerCount = spec.Containers.Count + (spec.InitContainers?.Count ?? 0);
    }

    public PodRequests Requests { get; }

    public V1Toleration[] Tolerations { get; }

    public HostPort[] HostPorts { get; }

    public Dictionary<string, string>? NodeSelector { get; }

    public V1NodeAffinity? NodeAffinity { get; }

    public V1PodAffinity? PodAffinity { get; }

    public V1PodAntiAffinity? PodAntiAffinity { get; }

    public V1TopologySpreadConstraint[] SpreadConstraints { get; }

    /// <summary>With their tags; an image without one is the latest.</summary>
    public string[] Images { get; }

    public int ContainerCount { get; }

    private static string Tagged(string image) => image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image;
}
