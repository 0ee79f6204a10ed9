using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Preemption;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Tests.Preemption;

/// <summary>The rules of preemption, plainly: take all less important pods away, then put them back one by one as long as the pod still fits.</summary>
internal static class NaiveVictims
{
    public static string? On(int row, Evaluator evaluator, PodInfo pod, DisruptionBudgets budgets)
    {
        var cluster = evaluator.Cluster;
        var lower = cluster.Nodes.PodsOf(row).Where(placed => placed.Pod.Priority < pod.Priority).ToList();
        if (lower.Count == 0) return null;
        foreach (var placed in lower) cluster.Remove(placed);
        var state = new CycleState();
        var victims = new List<PlacedPod>();
        var violations = 0;
        if (evaluator.JudgeWithNominated(pod, state, row).IsFeasible)
        {
            budgets.Begin();
            lower.Sort(Victims.ByImportance);
            var split = lower.ToLookup(placed => budgets.Violates(placed.Pod));
            foreach (var (violating, placed) in split[true].Select(static placed => (true, placed)).Concat(split[false].Select(static placed => (false, placed))))
            {
                var back = cluster.Place(placed.Pod, cluster.Nodes.NameOf(row));
                if (evaluator.JudgeWithNominated(pod, state, row).IsFeasible) continue;
                cluster.Remove(back);
                victims.Add(placed);
                if (violating) violations++;
            }
        }

        foreach (var placed in lower)
            if (!cluster.TryFind(placed.Pod.Uid, out _)) cluster.Place(placed.Pod, cluster.Nodes.NameOf(row));
        return Text(victims, violations);
    }

    public static string? Text(IReadOnlyCollection<PlacedPod>? victims, int violations) =>
        victims is not { Count: > 0 } ? null : $"{violations}: {string.Join(' ', victims.Select(static placed => placed.Pod.Uid).Order(StringComparer.Ordinal))}";
}
