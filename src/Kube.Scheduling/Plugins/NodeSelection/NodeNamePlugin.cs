using System.Collections.Immutable;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>Of use to the simulator only: a pod that names its node never waits in the queue. Not local, since the name is no part of a shape.</summary>
internal sealed class NodeNamePlugin : IColumnFilter, IRequeueHints
{
    public string Name => PluginNames.NodeName;

    public bool IsLocal => false;

    public bool LooksAtPods => false;

    public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.NodeAdded];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster) => pod.Pod.Spec?.NodeName is { Length: > 0 } name ? name : null;

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        var keeps = nodes.TryFindRow((string)compiled, out var row) && RowMask.Has(feasible, row);
        feasible.Clear();
        if (keeps) RowMask.Set(feasible, row, true);
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => nodes.NameOf(row) == (string)compiled;

    public Verdict Explain(object compiled, NodeColumns nodes, int row) =>
        Admits(compiled, nodes, row) ? Verdict.Feasible : Verdict.RejectedForGood(Reasons.NodeName);
}
