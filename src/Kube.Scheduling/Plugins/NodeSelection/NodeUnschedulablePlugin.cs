using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

internal sealed class NodeUnschedulablePlugin : IColumnFilter, IQueueingHint
{
    private static readonly object s_compiled = new();
    private static readonly V1Taint s_taint = new() { Key = "node.kubernetes.io/unschedulable", Effect = Pods.TolerationRules.NoSchedule };

    public string Name => PluginNames.NodeUnschedulable;

    public bool IsLocal => true;

    public bool LooksAtPods => false;

    public ImmutableArray<ClusterEvent> WakesOn { get; } =
        [ClusterEvent.NodeAdded, ClusterEvent.NodeTaintsChanged, ClusterEvent.PodTolerationsChanged];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster) => pod.Tolerates(s_taint) ? null : s_compiled;

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        var unschedulable = nodes.UnschedulableMask;
        for (var word = 0; word < feasible.Length; word++) feasible[word] &= ~unschedulable[word];
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => !nodes.IsUnschedulable(row);

    public Verdict Explain(object compiled, NodeColumns nodes, int row) =>
        nodes.IsUnschedulable(row) ? Verdict.RejectedForGood(Reasons.Unschedulable) : Verdict.Feasible;

    public bool MayHelp(PodInfo rejected, ClusterChange change) => change.Node?.Spec?.Unschedulable != true || rejected.Tolerates(s_taint);
}
