using Kube.Api.Models;

namespace Kube.Scheduling.Tests.Plugins;

/// <summary>Upstream's rules of spread and nearness, counting every pod for every question.</summary>
internal sealed class NaiveTopology(List<V1Node> nodes, List<(V1Pod Pod, V1Node Node)> placed)
{
    public string? Rejection(V1Pod pod, V1Node node)
    {
        var hard = Constraints(pod, "DoNotSchedule");
        foreach (var constraint in hard)
        {
            if (Value(node, constraint.TopologyKey) is not { } domain) return "node(s) didn't match pod topology spread constraints (missing required label)";
            var counted = nodes.FindAll(other => hard.TrueForAll(one => Value(other, one.TopologyKey) is not null));
            var domains = counted.Select(other => Value(other, constraint.TopologyKey)!).Distinct().ToList();
            var least = domains.Count < (constraint.MinDomains ?? 1) ? 0 : domains.Min(one => Matching(constraint, pod, counted, one));
            var self = Selects(constraint.LabelSelector!, pod) ? 1 : 0;
            if (Matching(constraint, pod, counted, domain) + self - least > constraint.MaxSkew) return "node(s) didn't match pod topology spread constraints";
        }

        return Nearness(pod, node);
    }

    public HashSet<string> Best(V1Pod pod, List<V1Node> feasible)
    {
        var soft = Constraints(pod, "ScheduleAnyway");
        var totals = Enumerable.Repeat(0L, feasible.Count).ToList();
        if (soft.Count > 0)
        {
            var scores = feasible.ConvertAll(node => Crowd(pod, node, soft, feasible));
            var counting = scores.Where(static score => score >= 0).ToList();
            for (var i = 0; i < totals.Count; i++)
                if (scores[i] >= 0) totals[i] += 2 * (counting.Max() == 0 ? 100 : 100 * (counting.Max() + counting.Min() - scores[i]) / counting.Max());
        }

        var liked = feasible.ConvertAll(node => placed.Sum(other => Liking(pod, node, other.Pod, other.Node)));
        for (var i = 0; i < totals.Count; i++)
            if (liked.Max() > liked.Min()) totals[i] += 2 * (long)(100 * (double)(liked[i] - liked.Min()) / (liked.Max() - liked.Min()));
        return [.. feasible.Where((_, i) => totals[i] == totals.Max()).Select(static node => node.Metadata.Name!)];
    }

    private static string? Value(V1Node node, string key) => node.Metadata.Labels?.GetValueOrDefault(key);

    private static List<V1TopologySpreadConstraint> Constraints(V1Pod pod, string when) => (pod.Spec!.TopologySpreadConstraints ?? []).FindAll(one => one.WhenUnsatisfiable == when);

    private static bool Selects(V1LabelSelector selector, V1Pod pod) => selector.MatchLabels!.All(label => pod.Metadata.Labels?.GetValueOrDefault(label.Key) == label.Value);

    private static bool Means(V1PodAffinityTerm term, V1Pod owner, V1Pod other)
    {
        if (!Selects(term.LabelSelector!, other)) return false;
        var ns = other.Metadata.Namespace!;
        if (term.Namespaces is { } named && named.Contains(ns)) return true;
        if (term.NamespaceSelector is not null && ns == "other") return true;
        return term.Namespaces is null && term.NamespaceSelector is null && owner.Metadata.Namespace == ns;
    }

    private static bool Together(string key, V1Node one, V1Node other) => Value(one, key) is { } value && Value(other, key) == value;

    private static List<V1PodAffinityTerm> RequiredNear(V1Pod pod) => pod.Spec!.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [];

    private static List<V1PodAffinityTerm> RequiredFar(V1Pod pod) => pod.Spec!.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [];

    private static IEnumerable<(V1PodAffinityTerm Term, int Weight)> Wishes(V1Pod pod) =>
        (pod.Spec!.Affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(static one => (one.PodAffinityTerm, one.Weight))
        .Concat((pod.Spec.Affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(static one => (one.PodAffinityTerm, -one.Weight)));

    private static int Liking(V1Pod pod, V1Node node, V1Pod other, V1Node where)
    {
        var mine = Wishes(pod).Where(wish => Means(wish.Term, pod, other) && Together(wish.Term.TopologyKey, node, where)).Sum(static wish => wish.Weight);
        var theirs = Wishes(other).Concat(RequiredNear(other).Select(static term => (Term: term, Weight: 1)))
            .Where(wish => Means(wish.Term, other, pod) && Together(wish.Term.TopologyKey, node, where)).Sum(static wish => wish.Weight);
        return mine + theirs;
    }

    private string? Nearness(V1Pod pod, V1Node node)
    {
        var near = RequiredNear(pod);
        var meant = placed.FindAll(other => near.TrueForAll(term => Means(term, pod, other.Pod)));
        if (near.Count > 0)
        {
            if (near.Exists(term => Value(node, term.TopologyKey) is null)) return "node(s) didn't match pod affinity rules";
            var satisfied = near.TrueForAll(term => meant.Exists(other => Together(term.TopologyKey, node, other.Node)));
            // Those on nodes without the label are in no domain, so they do not count as there.
            var nobody = !near.Exists(term => meant.Exists(other => Value(other.Node, term.TopologyKey) is not null));
            if (!satisfied && !(nobody && near.TrueForAll(term => Means(term, pod, pod)))) return "node(s) didn't match pod affinity rules";
        }

        if (RequiredFar(pod).Exists(term => placed.Exists(other => Means(term, pod, other.Pod) && Together(term.TopologyKey, node, other.Node))))
            return "node(s) didn't match pod anti-affinity rules";
        return placed.Exists(other => RequiredFar(other.Pod).Exists(term => Means(term, other.Pod, pod) && Together(term.TopologyKey, node, other.Node)))
            ? "node(s) didn't satisfy existing pods anti-affinity rules"
            : null;
    }

    private int Matching(V1TopologySpreadConstraint constraint, V1Pod pod, List<V1Node> counted, string domain) => placed.Count(other =>
        counted.Contains(other.Node) && Value(other.Node, constraint.TopologyKey) == domain
        && other.Pod.Metadata.Namespace == pod.Metadata.Namespace && Selects(constraint.LabelSelector!, other.Pod));

    /// <returns>-1 for a node that lacks a domain.</returns>
    private long Crowd(V1Pod pod, V1Node node, List<V1TopologySpreadConstraint> soft, List<V1Node> feasible)
    {
        var having = feasible.FindAll(other => soft.TrueForAll(one => Value(other, one.TopologyKey) is not null));
        if (!having.Contains(node)) return -1;
        var counted = nodes.FindAll(other => soft.TrueForAll(one => Value(other, one.TopologyKey) is not null));
        var score = 0.0;
        foreach (var constraint in soft)
        {
            var isHostname = constraint.TopologyKey == "kubernetes.io/hostname";
            var size = isHostname ? having.Count : having.Select(other => Value(other, constraint.TopologyKey)).Distinct().Count();
            score += Matching(constraint, pod, counted, Value(node, constraint.TopologyKey)!) * Math.Log(size + 2) + (constraint.MaxSkew - 1);
        }

        return (long)Math.Round(score, MidpointRounding.AwayFromZero);
    }
}
