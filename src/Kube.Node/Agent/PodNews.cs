using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Whether a change of a pod is anything to its worker. What the node itself has told of the pod comes back as a change, and is not (upstream's
/// <c>podsDifferSemantically</c>: a change of status alone does not sync a pod).</summary>
internal static class PodNews
{
    public static bool Is(V1Pod before, V1Pod now) =>
        // A pod of a file has no generation: whatever changes there is news.
        now.Metadata.Generation is null or 0 || now.Metadata.Generation != before.Metadata.Generation
        || now.Metadata.Uid != before.Metadata.Uid
        || now.Metadata.DeletionTimestamp != before.Metadata.DeletionTimestamp
        || now.Metadata.DeletionGracePeriodSeconds != before.Metadata.DeletionGracePeriodSeconds
        || !Same(now.Metadata.Labels, before.Metadata.Labels)
        || !Same(now.Metadata.Annotations, before.Metadata.Annotations)
        || IsNewsOfStatus(before.Status, now.Status);

    public static bool Same(Dictionary<string, string>? left, Dictionary<string, string>? right)
    {
        if (ReferenceEquals(left, right)) return true;
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        if (left is null || right is null) return true;
        foreach (var (key, value) in left)
            if (!right.TryGetValue(key, out var other) || other != value) return false;
        return true;
    }

    /// <summary>What others say in the status, and the node's own say follows: gates of readiness, claims, a phase that is the last.</summary>
    private static bool IsNewsOfStatus(V1PodStatus before, V1PodStatus now)
    {
        if (now.QosClass != before.QosClass || now.NominatedNodeName != before.NominatedNodeName) return true;
        if (PodFacts.IsTerminalPhase(now.Phase) && now.Phase != before.Phase) return true;
        if (now.ResourceClaimStatuses is { Count: > 0 } || before.ResourceClaimStatuses is { Count: > 0 }) return true;
        return IsNewsOfConditions(before.Conditions, now.Conditions) || IsNewsOfConditions(now.Conditions, before.Conditions);
    }

    private static bool IsNewsOfConditions(List<V1PodCondition>? before, List<V1PodCondition>? now)
    {
        foreach (var condition in now ?? [])
        {
            if (PodConditions.IsOwned(condition.Type)) continue;
            if (PodConditions.Find(before, condition.Type) is not { } old || !old.SemanticEquals(condition)) return true;
        }

        return false;
    }
}
