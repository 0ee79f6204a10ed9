using System.Collections.Immutable;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

internal sealed class NodePortsPlugin : IColumnFilter, IQueueingHint
{
    public string Name => PluginNames.NodePorts;

    public bool IsLocal => true;

    public bool LooksAtPods => true;

    public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.AssignedPodDeleted, ClusterEvent.NodeAdded];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster) => pod.Shape.HostPorts.Length > 0 ? pod.Shape.HostPorts : null;

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        // Only nodes on which some pod has a host port can be in the way.
        foreach (var row in nodes.HostPorts.Keys)
            if (nodes.HasPortConflict(row, (HostPort[])compiled)) RowMask.Set(feasible, row, false);
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => !nodes.HasPortConflict(row, (HostPort[])compiled);

    public Verdict Explain(object compiled, NodeColumns nodes, int row) =>
        Admits(compiled, nodes, row) ? Verdict.Feasible : Verdict.Rejected(Reasons.Ports);

    public bool MayHelp(PodInfo rejected, ClusterChange change)
    {
        if (change.Event != ClusterEvent.AssignedPodDeleted || change.Pod is null) return true;
        foreach (var wanted in rejected.Shape.HostPorts)
        {
            foreach (var freed in change.Pod.Shape.HostPorts)
                if (wanted.Conflicts(freed)) return true;
        }

        return false;
    }
}
