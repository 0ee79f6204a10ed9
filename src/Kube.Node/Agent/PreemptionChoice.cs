using Kube.Api.Models;
using Kube.Node.Eviction;

namespace Kube.Node.Agent;

/// <summary>Which pods leave a node so that one it cannot do without has room: as few as can be, of those without requests rather than of those that are guaranteed theirs
/// (upstream's <c>pkg/kubelet/preemption</c>, 1.36). Pure.</summary>
internal static class PreemptionChoice
{
    /// <returns>Those that leave; null when all that may would not do.</returns>
    public static IReadOnlyList<V1Pod>? Choose(V1Pod preemptor, IEnumerable<V1Pod> others, IReadOnlyList<Shortage> shortages)
    {
        var classes = others.Where(pod => MayPreempt(preemptor, pod)).ToLookup(pod => pod.Status?.QosClass ?? "BestEffort");
        var (none, some, all) = (classes["BestEffort"].ToList(), classes["Burstable"].ToList(), classes["Guaranteed"].ToList());
        var wanted = shortages.ToDictionary(shortage => shortage.Resource, shortage => shortage.Missing, StringComparer.Ordinal);
        if (Left(wanted, [.. none, .. some, .. all]).Count > 0) return null;

        // Of each class those that are wanted even when every pod of the classes below goes, and the chosen ones of those above.
        var fromAll = Nearest(all, Left(wanted, [.. none, .. some]));
        var fromSome = Nearest(some, Left(wanted, [.. none, .. fromAll]));
        return [.. Nearest(none, Left(wanted, [.. fromSome, .. fromAll])), .. fromSome, .. fromAll];
    }

    /// <summary>What would still be missing without some pods.</summary>
    public static Dictionary<string, decimal> Left(IReadOnlyDictionary<string, decimal> wanted, IReadOnlyList<V1Pod> without) => wanted
        .Select(want => KeyValuePair.Create(want.Key, want.Value - without.Sum(pod => RequestOf(pod, want.Key))))
        .Where(want => want.Value > 0).ToDictionary(StringComparer.Ordinal);

    /// <summary>Who may take another's place: what the node cannot do without that of all others, and else who has the higher priority.</summary>
    public static bool MayPreempt(V1Pod preemptor, V1Pod other) =>
        (EvictionRanking.IsCritical(preemptor) && !EvictionRanking.IsCritical(other)) || preemptor.Spec.Priority > other.Spec.Priority;

    /// <summary>Pod by pod the one that leaves the least missing, each resource counting alike.</summary>
    private static List<V1Pod> Nearest(List<V1Pod> pods, Dictionary<string, decimal> wanted)
    {
        var (left, chosen) = (pods.ToList(), new List<V1Pod>());
        while (wanted.Count > 0 && left.Count > 0)
        {
            var best = left.OrderBy(pod => Distance(pod, wanted)).ThenBy(pod => RequestOf(pod, "memory")).ThenBy(pod => RequestOf(pod, "cpu")).ThenBy(pod => pod.Metadata.Uid, StringComparer.Ordinal).First();
            left.Remove(best);
            chosen.Add(best);
            wanted = Left(wanted, [best]);
        }

        return chosen;
    }

    private static double Distance(V1Pod pod, Dictionary<string, decimal> wanted) =>
        wanted.Sum(want => Math.Pow((double)(Math.Max(want.Value - RequestOf(pod, want.Key), 0) / want.Value), 2));

    private static decimal RequestOf(V1Pod pod, string resource) => resource == "pods" ? 1 : AdmissionRules.RequestOf(pod, resource);
}
