using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>What changed about a pod that waits, in terms of events.</summary>
internal static class PodChanges
{
    public static IEnumerable<ClusterEvent> Between(PodInfo old, PodInfo current)
    {
        if (!SameLabels(old.Labels, current.Labels)) yield return ClusterEvent.PodLabelsChanged;
        if ((old.Pod.Spec?.SchedulingGates?.Count ?? 0) > 0 && (current.Pod.Spec?.SchedulingGates?.Count ?? 0) == 0) yield return ClusterEvent.PodGatesEliminated;
        if (ReferenceEquals(old.Shape, current.Shape)) yield break;
        if (old.Shape.Tolerations.Length != current.Shape.Tolerations.Length) yield return ClusterEvent.PodTolerationsChanged;
        if (NeedsLess(old, current)) yield return ClusterEvent.PodScaledDown;
    }

    public static bool NeedsLess(PodInfo old, PodInfo current)
    {
        foreach (var (name, amount) in old.Shape.Requests.Amounts)
            if (current.Shape.Requests.Of(name) < amount) return true;
        return false;
    }

    public static bool SameLabels(Dictionary<string, string>? old, Dictionary<string, string>? current)
    {
        if (ReferenceEquals(old, current)) return true;
        if ((old?.Count ?? 0) != (current?.Count ?? 0)) return false;
        foreach (var (key, value) in old ?? [])
            if (current!.GetValueOrDefault(key) != value) return false;
        return true;
    }
}
