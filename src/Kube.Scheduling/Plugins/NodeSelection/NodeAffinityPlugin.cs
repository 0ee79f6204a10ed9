using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>nodeSelector, required and preferred node affinity, and the affinity that a profile adds to every pod.</summary>
internal sealed class NodeAffinityPlugin(V1NodeAffinity? added) : IColumnFilter, IColumnScore, INodeNarrowing, IQueueingHint
{
    public string Name => PluginNames.NodeAffinity;

    public bool IsLocal => true;

    public bool LooksAtPods => false;

    public bool IsLocalScore => true;

    public Normalization Normalization => Normalization.Largest;

    public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.NodeAdded, ClusterEvent.NodeLabelsChanged];

    public PreFilterResult Narrow(PodInfo pod)
    {
        if (pod.Shape.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { NodeSelectorTerms.Count: > 0 } required) return default;
        HashSet<string>? names = null;
        foreach (var term in required.NodeSelectorTerms)
        {
            if (NamesOf(term) is not { } ofTerm) return default;
            (names ??= []).UnionWith(ofTerm);
        }

        return names!.Count == 0 ? new(Verdict.RejectedForGood(Reasons.AffinityConflict)) : new(Verdict.Feasible, names);
    }

    public object? CompileFilter(PodInfo pod, ClusterModel cluster)
    {
        var enforced = RequiredNodes.Compile(added, cluster.Nodes);
        var required = RequiredNodes.Compile(pod, cluster.Nodes);
        return enforced is null && required is null ? null : new Demands(enforced, required);
    }

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        var demands = (Demands)compiled;
        for (var word = 0; word < feasible.Length; word++)
        {
            for (var bits = feasible[word]; bits != 0; bits &= bits - 1)
            {
                var row = (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (!demands.Admits(row)) feasible[word] &= ~(1UL << (row & 63));
            }
        }
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => ((Demands)compiled).Admits(row);

    public Verdict Explain(object compiled, NodeColumns nodes, int row)
    {
        var demands = (Demands)compiled;
        if (demands.Enforced?.Matches(row) == false) return Verdict.RejectedForGood(Reasons.EnforcedNodeAffinity);
        return demands.Required?.Matches(row) == false ? Verdict.RejectedForGood(Reasons.NodeAffinity) : Verdict.Feasible;
    }

    public object? CompileScore(PodInfo pod, ClusterModel cluster)
    {
        var preferred = (pod.Shape.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
            .Concat(added?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
            .Where(static term => term.Weight != 0)
            .Select(term => (NodeTerms.Compile([term.Preference], cluster.Nodes), term.Weight))
            .ToArray();
        return preferred.Length == 0 ? null : preferred;
    }

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        foreach (var (terms, preference) in ((NodeTerms, int)[])compiled)
        {
            for (var row = 0; row < totals.Length; row++)
                if (terms.Matches(row)) totals[row] += weight * preference;
        }
    }

    public int ScoreRow(object compiled, NodeColumns nodes, int row)
    {
        var score = 0;
        foreach (var (terms, preference) in ((NodeTerms, int)[])compiled)
            if (terms.Matches(row)) score += preference;
        return score;
    }

    public bool MayHelp(PodInfo rejected, ClusterChange change)
    {
        if (change.Node is not { } node) return true;
        var alone = new NodeColumns();
        var row = alone.SetNode(node);
        return RequiredNodes.Compile(added, alone)?.Matches(row) != false && RequiredNodes.Compile(rejected, alone)?.Matches(row) != false;
    }

    /// <returns>The names that a term asks for; null: it asks for none.</returns>
    private static HashSet<string>? NamesOf(V1NodeSelectorTerm term)
    {
        HashSet<string>? names = null;
        foreach (var field in term.MatchFields ?? [])
        {
            if (field.Key != "metadata.name" || field.Operator != "In") continue;
            if (names is null) names = [.. field.Values ?? []];
            else names.IntersectWith(field.Values ?? []);
        }

        return names;
    }

    private sealed record Demands(NodeTerms? Enforced, RequiredNodes? Required)
    {
        public bool Admits(int row) => Enforced?.Matches(row) != false && Required?.Matches(row) != false;
    }
}
