using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Preemption;

/// <summary>The pods that would have to leave a node, the most important first.</summary>
internal sealed record Victims(int Row, IReadOnlyList<PlacedPod> Pods, int Violations)
{
    /// <summary>Higher priority, then longer running.</summary>
    public static int ByImportance(PlacedPod x, PlacedPod y)
    {
        var byPriority = y.Pod.Priority.CompareTo(x.Pod.Priority);
        return byPriority != 0 ? byPriority : StartOf(x.Pod).CompareTo(StartOf(y.Pod));
    }

    /// <summary>The start of the longest running among the most important: a node is the better the later this is.</summary>
    public DateTime EarliestStart => Pods.Where(placed => placed.Pod.Priority == Pods[0].Pod.Priority).Min(static placed => StartOf(placed.Pod));

    /// <summary>Priorities are counted from the lowest there is, so that more victims of negative priority do not make it smaller.</summary>
    public long PrioritySum => Pods.Sum(static placed => (long)placed.Pod.Priority + int.MaxValue + 1);

    /// <summary>Upstream's order of what is to be preferred.</summary>
    public static int Compare(Victims x, Victims y)
    {
        if (x.Violations != y.Violations) return x.Violations.CompareTo(y.Violations);
        var byHighest = Highest(x).CompareTo(Highest(y));
        if (byHighest != 0) return byHighest;
        var bySum = x.PrioritySum.CompareTo(y.PrioritySum);
        if (bySum != 0) return bySum;
        if (x.Pods.Count != y.Pods.Count) return x.Pods.Count.CompareTo(y.Pods.Count);
        return x.Pods.Count == 0 ? 0 : y.EarliestStart.CompareTo(x.EarliestStart);
    }

    private static int Highest(Victims victims) => victims.Pods.Count == 0 ? int.MinValue : victims.Pods[0].Pod.Priority;

    private static DateTime StartOf(PodInfo pod) => pod.Pod.Status?.StartTime ?? DateTime.MaxValue;
}
