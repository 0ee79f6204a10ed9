using System.Collections.Immutable;
using System.Numerics;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Topology;

/// <summary>Nearness to, and distance from, other pods; those that are there have their say, too.</summary>
internal sealed class InterPodAffinityPlugin : IColumnFilter, IColumnScore, IRequeueHints
{
    public string Name => PluginNames.InterPodAffinity;

    public bool IsLocal => false;

    public bool LooksAtPods => true;

    public bool IsLocalScore => false;

    public Normalization Normalization => Normalization.Range;

    public ImmutableArray<ClusterEvent> WakesOn { get; } =
    [
        ClusterEvent.AssignedPodAdded, ClusterEvent.AssignedPodDeleted, ClusterEvent.AssignedPodLabelsChanged, ClusterEvent.NodeAdded,
        ClusterEvent.NodeLabelsChanged, ClusterEvent.PodLabelsChanged, ClusterEvent.NamespaceChanged,
    ];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster) =>
        pod.Shape.PodAffinity is null && pod.Shape.PodAntiAffinity is null && !cluster.HeldTerms.HasAntiAffinity ? null : CompileTerms(pod, cluster);

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        var nearness = (PodNearness)compiled;
        for (var word = 0; word < feasible.Length; word++)
        {
            for (var bits = feasible[word]; bits != 0; bits &= bits - 1)
            {
                var row = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (!nearness.Admits(row)) feasible[word] &= ~(1UL << (row & 63));
            }
        }
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => ((PodNearness)compiled).Admits(row);

    public Verdict Explain(object compiled, NodeColumns nodes, int row)
    {
        var nearness = (PodNearness)compiled;
        if (!nearness.IsNear(row)) return Verdict.RejectedForGood(Reasons.PodAffinity);
        if (!PodNearness.IsFar(nearness.Far, row)) return Verdict.Rejected(Reasons.PodAntiAffinity);
        return PodNearness.IsFar(nearness.Kept, row) ? Verdict.Feasible : Verdict.Rejected(Reasons.ExistingAntiAffinity);
    }

    public object? CompileScore(PodInfo pod, ClusterModel cluster)
    {
        var near = pod.Shape.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution;
        var far = pod.Shape.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution;
        if ((near?.Count ?? 0) + (far?.Count ?? 0) == 0 && !cluster.HeldTerms.HasPreferences) return null;
        var weighed = new List<Domains>();
        foreach (var term in near ?? []) Weigh(new(term.PodAffinityTerm, pod), term.Weight, cluster, weighed);
        foreach (var term in far ?? []) Weigh(new(term.PodAffinityTerm, pod), -term.Weight, cluster, weighed);
        foreach (var ((_, weight), held) in cluster.HeldTerms.Preferences)
        {
            if (!held.Term.Matches(pod, cluster.NamespaceLabels)) continue;
            weighed.Add(Count(held.Term, held.Holders, cluster.Nodes, weight));
        }

        return weighed.Count == 0 ? null : weighed;
    }

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        foreach (var domains in (List<Domains>)compiled)
        {
            var (values, counts) = (domains.Column.Values, domains.Counts);
            for (var row = 0; row < totals.Length; row++) totals[row] += (int)counts[values[row]];
        }
    }

    public int ScoreRow(object compiled, NodeColumns nodes, int row) => throw new NotSupportedException("nearness is scored over all rows");

    private static PodNearness? CompileTerms(PodInfo pod, ClusterModel cluster)
    {
        var near = Compile(pod.Shape.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, pod);
        var far = Compile(pod.Shape.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, pod);
        var kept = cluster.HeldTerms.HasAntiAffinity
            ? cluster.HeldTerms.AntiAffinity.Where(held => held.Term.Matches(pod, cluster.NamespaceLabels)).ToArray()
            : [];
        if (near.Length + far.Length + kept.Length == 0) return null;

        var nodes = cluster.Nodes;
        // A pod counts as near only when all terms mean it.
        var wanted = near.Length == 0 ? null : cluster.Matches.Of(
            "n" + string.Join(';', near.Select(static term => term.Text)), other => Array.TrueForAll(near, term => term.Matches(other, cluster.NamespaceLabels)));
        Domains[] nearDomains = [.. near.Select(term => Count(term, wanted!, nodes))];
        var isFirst = near.Length > 0 && nearDomains.All(static domains => Array.TrueForAll(domains.Counts, static count => count == 0))
            && Array.TrueForAll(near, term => term.Matches(pod, cluster.NamespaceLabels));
        return new PodNearness(
            nearDomains, isFirst, [.. far.Select(term => Count(term, Matching(term, cluster), nodes))], [.. kept.Select(held => Count(held.Term, held.Holders, nodes))]);
    }

    private static PodTerm[] Compile(List<V1PodAffinityTerm>? terms, PodInfo pod) => terms is null ? [] : [.. terms.Select(term => new PodTerm(term, pod))];

    private static MatchCount Matching(PodTerm term, ClusterModel cluster) =>
        cluster.Matches.Of("m" + term.Text, other => term.Matches(other, cluster.NamespaceLabels));

    private static void Weigh(PodTerm term, int weight, ClusterModel cluster, List<Domains> weighed) =>
        weighed.Add(Count(term, Matching(term, cluster), cluster.Nodes, weight));

    private static Domains Count(PodTerm term, MatchCount count, NodeColumns nodes, long weight = 1)
    {
        var domains = new Domains(nodes.LabelColumn(term.TopologyKey));
        domains.Add(nodes, count, weight);
        return domains;
    }
}
