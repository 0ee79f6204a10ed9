using System.Collections.Immutable;
using System.Numerics;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>A filter about volumes. It costs nothing for pods that have none; for others it looks at the nodes that are left, one by one.</summary>
/// <typeparam name="TDemand">What it must know of a pod.</typeparam>
internal abstract class VolumeFilter<TDemand> : IColumnFilter, IRequeueHints
    where TDemand : class
{
    public abstract string Name { get; }

    public abstract ImmutableArray<ClusterEvent> WakesOn { get; }

    // Volumes change without the rows' changing.
    public bool IsLocal => false;

    public abstract bool LooksAtPods { get; }

    public object? CompileFilter(PodInfo pod, ClusterModel cluster) => pod.Pod.Spec?.Volumes is { Count: > 0 } ? Compile(pod, cluster) : null;

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        var demand = (TDemand)compiled;
        for (var word = 0; word < feasible.Length; word++)
        {
            for (var bits = feasible[word]; bits != 0; bits &= bits - 1)
            {
                var row = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (!Judge(demand, nodes, row).IsFeasible) feasible[word] &= ~(1UL << (row & 63));
            }
        }
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => Judge((TDemand)compiled, nodes, row).IsFeasible;

    public Verdict Explain(object compiled, NodeColumns nodes, int row) => Judge((TDemand)compiled, nodes, row);

    /// <returns>Null when no node would be rejected.</returns>
    protected abstract TDemand? Compile(PodInfo pod, ClusterModel cluster);

    protected abstract Verdict Judge(TDemand demand, NodeColumns nodes, int row);
}
