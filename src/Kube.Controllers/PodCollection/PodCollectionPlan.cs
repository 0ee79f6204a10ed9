using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.PodCollection;

/// <summary>Which pods are deleted, and why. Pure.</summary>
internal static class PodCollectionPlan
{
    private const string OutOfService = "node.kubernetes.io/out-of-service";

    /// <summary>Ended pods beyond the threshold: evicted ones first, then the oldest.</summary>
    public static IEnumerable<V1Pod> Terminated(IReadOnlyList<V1Pod> pods, int threshold)
    {
        if (threshold <= 0) return [];
        var ended = pods.Where(static pod => pod.Status?.Phase is PodStates.Succeeded or PodStates.Failed).ToArray();
        return ended.Length <= threshold
            ? []
            : ended.OrderBy(static pod => pod.Status is { Phase: PodStates.Failed, Reason: "Evicted" } ? 0 : 1)
                .ThenBy(static pod => pod.Metadata.CreationTimestamp)
                .ThenBy(static pod => pod.Metadata.Name, StringComparer.Ordinal)
                .Take(ended.Length - threshold);
    }

    /// <summary>Pods that go and never had a node that could confirm it.</summary>
    public static IEnumerable<V1Pod> UnscheduledTerminating(IReadOnlyList<V1Pod> pods) =>
        pods.Where(static pod => pod.Metadata.DeletionTimestamp is not null && string.IsNullOrEmpty(pod.Spec?.NodeName));

    /// <summary>Pods that go on nodes which are not ready and, somebody says, never will be.</summary>
    public static IEnumerable<V1Pod> OutOfServiceTerminating(IReadOnlyList<V1Pod> pods, Func<string, V1Node?> node) =>
        pods.Where(pod => pod.Metadata.DeletionTimestamp is not null && pod.Spec?.NodeName is { Length: > 0 } name && node(name) is { } found && IsOutOfService(found));

    private static bool IsOutOfService(V1Node node) =>
        node.Status?.Conditions?.Exists(static condition => condition is { Type: "Ready", Status: "True" }) != true
        && node.Spec?.Taints?.Exists(static taint => taint.Key == OutOfService) == true;
}
