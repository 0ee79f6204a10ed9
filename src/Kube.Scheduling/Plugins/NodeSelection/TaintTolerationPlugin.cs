using System.Collections.Immutable;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>Nodes share few lists of taints, so a pod's tolerations are held against each list once.</summary>
internal sealed class TaintTolerationPlugin : IColumnFilter, IColumnScore, IQueueingHint
{
    public string Name => PluginNames.TaintToleration;

    public bool IsLocal => true;

    public bool LooksAtPods => false;

    public bool IsLocalScore => true;

    public Normalization Normalization => Normalization.LargestReversed;

    public ImmutableArray<ClusterEvent> WakesOn { get; } =
        [ClusterEvent.NodeAdded, ClusterEvent.NodeTaintsChanged, ClusterEvent.PodTolerationsChanged];

    public object? CompileFilter(PodInfo pod, ClusterModel cluster) => new ToleratedTaints(cluster.Nodes.Taints, pod.Shape.Tolerations);

    public void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible)
    {
        var tolerated = (ToleratedTaints)compiled;
        if (nodes.Taints.Count > 1) RowMask.KeepWhere(feasible, nodes.TaintSetColumn, tolerated.All);
    }

    public bool Admits(object compiled, NodeColumns nodes, int row) => ((ToleratedTaints)compiled).All[nodes.TaintSetOf(row)];

    public Verdict Explain(object compiled, NodeColumns nodes, int row) =>
        Admits(compiled, nodes, row) ? Verdict.Feasible : Verdict.RejectedForGood(Reasons.UntoleratedTaint);

    /// <summary>As long as no node ever had a taint that only asks, all nodes are equal.</summary>
    public object? CompileScore(PodInfo pod, ClusterModel cluster) =>
        cluster.Nodes.Taints.HasPreferences ? new ToleratedTaints(cluster.Nodes.Taints, [.. pod.Shape.Tolerations.Where(IsPreference)]) : null;

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        var counts = ((ToleratedTaints)compiled).Preferences;
        var sets = nodes.TaintSetColumn;
        for (var row = 0; row < totals.Length; row++) totals[row] += weight * counts[sets[row]];
    }

    public int ScoreRow(object compiled, NodeColumns nodes, int row) => ((ToleratedTaints)compiled).Preferences[nodes.TaintSetOf(row)];

    public bool MayHelp(PodInfo rejected, ClusterChange change) =>
        change.Node is null || TolerationRules.FindUntolerated(change.Node.Spec?.Taints ?? [], rejected.Shape.Tolerations) is null;

    private static bool IsPreference(Api.Models.V1Toleration toleration) =>
        string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == TolerationRules.PreferNoSchedule;
}
