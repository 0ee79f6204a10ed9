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

    private readonly HashSet<string> _leaving = [];
    private Evaluator? _evaluator;
    private int _offset;

    public string Name => PluginNames.DefaultPreemption;

    public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.AssignedPodDeleted];

    public void Use(Evaluator evaluator) => _evaluator = evaluator;

    public async ValueTask<PostFilterResult> PostFilterAsync(CycleState state, PodInfo pod, FilterOutcome outcome, CancellationToken cancellationToken)
    {
        if (NotEligible(pod, outcome) is { } reason) return new($"preemption: {reason}", null);
        var rejections = new Dictionary<string, int>();
        var best = FindBest(state, pod, outcome, rejections);
        if (best is null) return new($"preemption: {FitMessages.NotAvailable(cluster.Nodes.NodeCount, rejections)}", "");

        var nodeName = cluster.Nodes.NameOf(best.Row);
        foreach (var victim in best.Pods)
        {
            var leaving = victim.Pod;
            _leaving.Add(leaving.Uid);
            await eviction.EvictAsync(leaving, pod, nodeName, () => _leaving.Remove(leaving.Uid), cancellationToken);
        }

        return new("", nodeName);
    }

    private static bool IsBelow(PodInfo other, PodInfo pod) => other.Priority < pod.Priority;

    private static void Count(Dictionary<string, int> rejections, Verdict verdict)
    {
        foreach (var reason in verdict.Reasons) CollectionsMarshal.GetValueRefOrAddDefault(rejections, reason, out _)++;
    }

    private string? NotEligible(PodInfo pod, FilterOutcome outcome)
    {
        if (pod.Pod.Spec?.PreemptionPolicy == "Never") return "not eligible due to preemptionPolicy=Never.";
        if (cluster.Nominations.NodeOf(pod.Uid) is not { } nominated || !cluster.View.TryGet(nominated, out var node)) return null;
        // Nothing that leaves that node would help any more.
        if (outcome.Of(node).Code == VerdictCode.RejectedForGood) return null;
        _leaving.RemoveWhere(uid => !cluster.TryFind(uid, out _));
        foreach (var placed in cluster.Nodes.PodsOf(node.Row))
            if (IsBelow(placed.Pod, pod) && IsLeaving(placed.Pod)) return "not eligible due to a terminating pod on the nominated node.";
        return null;
    }

    private bool IsLeaving(PodInfo pod) =>
        _leaving.Contains(pod.Uid)
        || (pod.Pod.Metadata.DeletionTimestamp is not null
            && pod.Pod.Status?.Conditions?.Exists(static condition => condition is { Type: "DisruptionTarget", Status: "True", Reason: "PreemptionByScheduler" }) == true);

    private Victims? FindBest(CycleState state, PodInfo pod, FilterOutcome outcome, Dictionary<string, int> rejections)
    {
        var potential = ((FitFailure)outcome).Improvable;
        var helpless = cluster.Nodes.NodeCount - potential.Count;
        if (helpless > 0) rejections[NotHelpful] = helpless;
        var wanted = Math.Min(potential.Count, Math.Max(potential.Count * CandidatePercent / 100, LeastCandidates));
        var search = new VictimSearch(_evaluator!, pod, state, new(cluster.Budgets.Values));
        Victims? best = null;
        var (found, peaceful) = (0, 0);
        // Not always from the first node on, or all preemptors would crowd the same candidates.
        _offset = potential.Count == 0 ? 0 : (_offset + wanted) % potential.Count;
        for (var i = 0; i < potential.Count && !(peaceful > 0 && found >= wanted); i++)
        {
            var (victims, verdict) = search.Search(potential[(_offset + i) % potential.Count]);
            if (victims is null)
            {
                Count(rejections, verdict);
                continue;
            }

            found++;
            if (victims.Violations == 0) peaceful++;
            if (best is null || Victims.Compare(victims, best) < 0) best = victims;
        }

        return best;
    }
}
