using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Preemption;

/// <summary>Makes room for a pod by removing pods of lower priority, where that costs least.</summary>
internal sealed class DefaultPreemptionPlugin(ClusterModel cluster, IVictimEviction eviction) : IPostFilterPlugin, IRequeueHints, IUsesEvaluator
{
    private const int LeastCandidates = 100;
    private const int CandidatePercent = 10;
    private const string NotHelpful = "Preemption is not helpful for scheduling";

    private Evaluator? _evaluator;
    private int _offset;

    public string Name => PluginNames.DefaultPreemption;

    public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.AssignedPodDeleted];

    public void Use(Evaluator evaluator) => _evaluator = evaluator;

    public async ValueTask<PostFilterResult> PostFilterAsync(CycleState state, PodInfo pod, FilterOutcome outcome, CancellationToken cancellationToken)
    {
        if (NotEligible(pod, outcome) is { } reason) return new($"preemption: {reason}", null);
        var potential = ((FitFailure)outcome).Improvable;
        var search = new VictimSearch(_evaluator!, pod, state, new(cluster.Budgets.Values));
        if (FindBest(search, potential) is not { } best) return new(WhyNobody(search, potential), "");

        var nodeName = cluster.Nodes.NameOf(best.Row);
        foreach (var victim in best.Pods)
        {
            var leaving = victim.Pod;
            cluster.Evictions.Began(leaving.Uid, pod.Uid);
            await eviction.EvictAsync(leaving, pod, nodeName, cancellationToken);
        }

        return new("", nodeName);
    }

    private static bool IsBelow(PodInfo other, PodInfo pod) => other.Priority < pod.Priority;

    private string? NotEligible(PodInfo pod, FilterOutcome outcome)
    {
        if (pod.Pod.Spec?.PreemptionPolicy == "Never") return "not eligible due to preemptionPolicy=Never.";
        if (cluster.Nominations.NodeOf(pod.Uid) is not { } nominated || !cluster.View.TryGet(nominated, out var node)) return null;
        // Nothing that leaves that node would help any more.
        if (outcome.Of(node).Code == VerdictCode.RejectedForGood) return null;
        foreach (var placed in cluster.Nodes.PodsOf(node.Row))
            if (IsBelow(placed.Pod, pod) && IsLeaving(placed.Pod)) return "not eligible due to a terminating pod on the nominated node.";
        return null;
    }

    private bool IsLeaving(PodInfo pod) =>
        cluster.Evictions.IsLeaving(pod.Uid)
        || (pod.Pod.Metadata.DeletionTimestamp is not null
            && pod.Pod.Status?.Conditions?.Exists(static condition => condition is { Type: "DisruptionTarget", Status: "True", Reason: "PreemptionByScheduler" }) == true);

    private Victims? FindBest(VictimSearch search, IReadOnlyList<int> potential)
    {
        var wanted = Math.Min(potential.Count, Math.Max(potential.Count * CandidatePercent / 100, LeastCandidates));
        Victims? best = null;
        var (found, peaceful) = (0, 0);
        // Not always from the first node on, or all preemptors would crowd the same candidates.
        _offset = potential.Count == 0 ? 0 : (_offset + wanted) % potential.Count;
        for (var i = 0; i < potential.Count && !(peaceful > 0 && found >= wanted); i++)
        {
            if (search.Search(potential[(_offset + i) % potential.Count]) is not { } victims) continue;
            found++;
            if (victims.Violations == 0) peaceful++;
            // The search uses its lists again.
            if (best is null || Victims.Compare(victims, best) < 0) best = victims with { Pods = [.. victims.Pods] };
        }

        return best;
    }

    private string WhyNobody(VictimSearch search, IReadOnlyList<int> potential)
    {
        var rejections = new Dictionary<string, int>();
        var helpless = cluster.Nodes.NodeCount - potential.Count;
        if (helpless > 0) rejections[NotHelpful] = helpless;
        foreach (var row in potential)
            foreach (var reason in search.Explain(row).Reasons) CollectionsMarshal.GetValueRefOrAddDefault(rejections, reason, out _)++;
        return $"preemption: {FitMessages.NotAvailable(cluster.Nodes.NodeCount, rejections)}";
    }
}
