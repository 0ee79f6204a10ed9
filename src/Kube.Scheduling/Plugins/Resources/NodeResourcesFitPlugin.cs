using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Resources;

/// <summary>Whether a node has room, and how it ranks by what would be left.</summary>
internal sealed class NodeResourcesFitPlugin(ResourceScorer scorer) : IColumnFilter, IColumnScore, IQueueingHint
{
    public string Name => PluginNames.NodeResourcesFit;

    public bool IsLocal => true;

    public bool LooksAtPods => true;

    public bool IsLocalScore => true;

    public Normalization Normalization => Normalization.None;

    public ImmutableArray<ClusterEvent> WakesOn { get; } =
    [
        ClusterEvent.AssignedPodDeleted, ClusterEvent.AssignedPodScaledDown, ClusterEvent.PodScaledDown, ClusterEvent.NodeAdded,
        ClusterEvent.NodeAllocatableChanged,
    ];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster)
    {
        var resources = cluster.Nodes.Resources;
        return (ResourceDemand[])
        [
            new(resources.Pods, 1, Reasons.TooManyPods),
            .. pod.Shape.Requests.Amounts.Select(amount => new ResourceDemand(resources.Of(amount.Name), amount.Amount, Reasons.Insufficient(amount.Name))),
        ];
    }

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        foreach (var demand in (ResourceDemand[])compiled) Keep(demand, feasible);
    }

    public bool Admits(object compiled, NodeColumns nodes, int row)
    {
        foreach (var demand in (ResourceDemand[])compiled)
            if (!demand.IsMet(row)) return false;
        return true;
    }

    public Verdict Explain(object compiled, NodeColumns nodes, int row)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        var hopeless = false;
        foreach (var demand in (ResourceDemand[])compiled)
        {
            if (demand.IsMet(row)) continue;
            reasons.Add(demand.Reason);
            hopeless |= !ReferenceEquals(demand.Column, nodes.Resources.Pods) && demand.Amount > demand.Column.Allocatable[row];
        }

        if (reasons.Count == 0) return Verdict.Feasible;
        return hopeless ? Verdict.RejectedForGood(reasons.ToImmutable()) : Verdict.Rejected(reasons.ToImmutable());
    }

    public object? CompileScore(PodInfo pod, ClusterModel cluster) => scorer.Compile(pod, cluster.Nodes.Resources);

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals) =>
        scorer.AddScores((ScoredResource[])compiled, weight, totals);

    public int ScoreRow(object compiled, NodeColumns nodes, int row) => scorer.ScoreRow((ScoredResource[])compiled, row);

    public bool MayHelp(PodInfo rejected, ClusterChange change)
    {
        if (change.Node?.Status?.Allocatable is { } allocatable)
        {
            foreach (var (name, amount) in rejected.Shape.Requests.Amounts)
                if (!allocatable.TryGetValue(name, out var has) || ResourceAmounts.AmountOf(name, has) < amount) return false;
        }

        return true;
    }

    private static void Keep(ResourceDemand demand, Span<ulong> feasible)
    {
        ref var allocatable = ref MemoryMarshal.GetArrayDataReference(demand.Column.Allocatable);
        ref var requested = ref MemoryMarshal.GetArrayDataReference(demand.Column.Requested);
        var amount = Vector256.Create(demand.Amount);
        for (var word = 0; word < feasible.Length; word++)
        {
            if (feasible[word] == 0) continue;
            var fits = 0UL;
            for (var i = 0; i < 64; i += 4)
            {
                var at = (nuint)((word << 6) + i);
                var sum = Vector256.LoadUnsafe(ref requested, at) + amount;
                fits |= (ulong)Vector256.LessThanOrEqual(sum, Vector256.LoadUnsafe(ref allocatable, at)).ExtractMostSignificantBits() << i;
            }

            feasible[word] &= fits;
        }
    }
}
