using System.Collections.Immutable;
using System.Numerics;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Topology;

/// <summary>Spreads pods evenly over domains: as a demand (DoNotSchedule) or a wish (ScheduleAnyway).</summary>
internal sealed class TopologySpreadPlugin : IColumnFilter, IColumnScore, IRequeueHints
{
    public string Name => PluginNames.PodTopologySpread;

    public bool IsLocal => false;

    public bool LooksAtPods => true;

    public bool IsLocalScore => false;

    public Normalization Normalization => Normalization.Spread;

    public ImmutableArray<ClusterEvent> WakesOn { get; } =
    [
        ClusterEvent.AssignedPodAdded, ClusterEvent.AssignedPodDeleted, ClusterEvent.AssignedPodLabelsChanged, ClusterEvent.NodeAdded, ClusterEvent.NodeDeleted,
        ClusterEvent.NodeLabelsChanged, ClusterEvent.NodeTaintsChanged, ClusterEvent.PodLabelsChanged,
    ];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster)
    {
        if (pod.Shape.SpreadConstraints.Length == 0) return null;
        var constraints = SpreadConstraint.Of(pod, cluster, "DoNotSchedule");
        return constraints.Length == 0 ? null : Limit.Of(constraints, cluster.Nodes);
    }

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        foreach (var limit in (Limit[])compiled)
        {
            for (var word = 0; word < feasible.Length; word++)
            {
                for (var bits = feasible[word]; bits != 0; bits &= bits - 1)
                {
                    var row = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    if (!limit.Admits(row)) feasible[word] &= ~(1UL << (row & 63));
                }
            }
        }
    }

    public bool Admits(object compiled, NodeColumns nodes, int row)
    {
        foreach (var limit in (Limit[])compiled)
            if (!limit.Admits(row)) return false;
        return true;
    }

    public Verdict Explain(object compiled, NodeColumns nodes, int row)
    {
        foreach (var limit in (Limit[])compiled)
        {
            if (limit.Admits(row)) continue;
            return limit.HasDomain(row) ? Verdict.Rejected(Reasons.Spread) : Verdict.RejectedForGood(Reasons.SpreadLabelMissing);
        }

        return Verdict.Feasible;
    }

    public object? CompileScore(PodInfo pod, ClusterModel cluster)
    {
        if (pod.Shape.SpreadConstraints.Length == 0) return null;
        var constraints = SpreadConstraint.Of(pod, cluster, "ScheduleAnyway");
        return constraints.Length == 0 ? null : constraints;
    }

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        var constraints = (SpreadConstraint[])compiled;
        var scores = new double[totals.Length];
        foreach (var constraint in constraints) SpreadScores.Add(constraint, constraints, nodes, feasible, scores);
        for (var row = 0; row < totals.Length; row++)
            totals[row] += SpreadScores.HasAllDomains(constraints, row) ? (int)Math.Round(scores[row], MidpointRounding.AwayFromZero) : -1;
    }

    public int ScoreRow(object compiled, NodeColumns nodes, int row) => throw new NotSupportedException("spread is scored over all rows");

    /// <summary>One constraint and how full its domains are.</summary>
    private sealed record Limit(LabelColumn Column, long[] Counts, long Most)
    {
        public static Limit[] Of(SpreadConstraint[] constraints, NodeColumns nodes) => [.. constraints.Select(constraint => Of(constraint, constraints, nodes))];

        private static Limit Of(SpreadConstraint constraint, SpreadConstraint[] all, NodeColumns nodes)
        {
            var counts = new long[constraint.Column.Symbols.Count];
            var exists = new bool[counts.Length];
            for (var row = 0; row < nodes.RowCount; row++)
            {
                if (!nodes.IsNode(row) || !SpreadScores.HasAllDomains(all, row) || !constraint.Counts(nodes, row)) continue;
                var domain = constraint.Column.Values[row];
                exists[domain] = true;
                counts[domain] += constraint.Matches.At(row);
            }

            var (least, domains) = (long.MaxValue, 0);
            for (var domain = 1; domain < counts.Length; domain++)
            {
                if (!exists[domain]) continue;
                domains++;
                least = Math.Min(least, counts[domain]);
            }

            if (domains < constraint.MinDomains) least = 0;
            // Where there is no domain that counts, upstream's least is the largest number there is: nothing can be skewed.
            var most = least > int.MaxValue ? int.MaxValue : least + constraint.MaxSkew - constraint.SelfMatch;
            return new(constraint.Column, counts, most);
        }

        public bool HasDomain(int row) => Column.Values[row] != 0;

        public bool Admits(int row) => Column.Values[row] is var domain and not 0 && Counts[domain] <= Most;
    }
}
