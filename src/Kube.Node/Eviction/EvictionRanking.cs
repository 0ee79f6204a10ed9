using System.Globalization;
using System.Text;
using Kube.Api.Models;
using Kube.Node.Agent;

namespace Kube.Node.Eviction;

/// <summary>Which pod goes first when something runs short, and what is said of it (upstream's <c>pkg/kubelet/eviction/helpers.go</c>, 1.36). Pure.</summary>
internal static class EvictionRanking
{
    private const int SystemCritical = 2_000_000_000;

    /// <summary>Pods that the node cannot do without.</summary>
    public static bool IsCritical(V1Pod pod) =>
        pod.Metadata.Annotations?.ContainsKey("kubernetes.io/config.mirror") == true
        || (pod.Metadata.Annotations?.GetValueOrDefault(RuntimeLabels.ConfigSource) is { } source && source != "api")
        || pod.Spec.Priority >= SystemCritical;

    /// <summary>Those that use more than they asked for before the others, then by priority, then by how much more.</summary>
    public static IReadOnlyList<PodUse> Rank(IEnumerable<PodUse> pods, string resource) =>
    [
        .. pods.Where(use => !IsCritical(use.Pod))
            .OrderBy(use => resource is "memory" or "ephemeral-storage" && use.Of(resource) <= Asked(use.Pod, resource))
            .ThenBy(use => use.Pod.Spec.Priority ?? 0)
            .ThenByDescending(use => use.Of(resource) - (resource is "memory" or "ephemeral-storage" ? Asked(use.Pod, resource) : 0))
            .ThenBy(use => use.Pod.Metadata.Uid, StringComparer.Ordinal),
    ];

    /// <summary>Why a pod goes.</summary>
    public static string Message(EvictionThreshold threshold, SignalUse node, PodUse pod)
    {
        var resource = EvictionSignals.Resource(threshold.Signal);
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"The node was low on resource: {resource}. "));
        text.Append(CultureInfo.InvariantCulture, $"Threshold quantity: {threshold.Text(node.Capacity)}, available: {Kibibytes(threshold.Signal, node.Available)}. ");
        if (resource is not ("memory" or "ephemeral-storage")) return text.ToString();
        foreach (var container in pod.Pod.Spec.Containers)
        {
            var stats = pod.Stats?.Containers.FirstOrDefault(one => one.Metadata.Name == container.Name);
            var used = resource == "memory" ? stats?.Memory?.WorkingSetBytes ?? 0 : pod.DiskOf(container.Name);
            var asked = container.Resources?.Requests?.GetValueOrDefault(resource) ?? ResourceQuantity.Zero;
            if (used > asked.ToDecimal())
                text.Append(CultureInfo.InvariantCulture, $"Container {container.Name} was using {Kibibytes("", used)}, request is {asked}, has larger consumption of {resource}. ");
        }

        return text.ToString();
    }

    private static decimal Asked(V1Pod pod, string resource) => AdmissionRules.RequestOf(pod, resource);

    // As upstream's figures come out: whole kibibytes.
    private static string Kibibytes(string signal, long amount) => signal is EvictionSignals.Pids or EvictionSignals.DiskInodes or EvictionSignals.ImageInodes
        ? amount.ToString(CultureInfo.InvariantCulture)
        : amount % 1024 == 0 ? ResourceQuantity.FromBytes(amount).ToString() : string.Create(CultureInfo.InvariantCulture, $"{amount / 1024}Ki");
}
