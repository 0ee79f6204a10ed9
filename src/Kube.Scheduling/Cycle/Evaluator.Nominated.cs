using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

internal sealed partial class Evaluator
{
    private readonly object?[] _judging = new object?[plugins.LocalFilters.Length];
    private PodShape? _judged;

    /// <summary>Whether a node can take a pod, asking every filter anew: for a cluster that was changed by way of trial.</summary>
    public Verdict Judge(PodInfo pod, CycleState state, int row)
    {
        var builtIn = JudgeBuiltIn(pod, row);
        return builtIn.IsFeasible ? AskFilters(pod, state, row) : builtIn;
    }

    /// <summary>As <see cref="Judge(PodInfo, CycleState, int)"/>, with the pods in place that were promised the node and may not be displaced by this one.</summary>
    public Verdict JudgeWithNominated(PodInfo pod, CycleState state, int row)
    {
        if (cluster.Nominations.Count > 0 && cluster.Nominations.ByNode.TryGetValue(cluster.Nodes.NameOf(row), out var nominated))
        {
            var verdict = WithPlaced(nominated, pod, row, () => Judge(pod, state, row));
            if (!verdict.IsFeasible) return verdict;
        }

        return Judge(pod, state, row);
    }

    private Verdict Judge(IColumnFilter filter, PodInfo pod, int row) =>
        filter.CompileFilter(pod, cluster) is { } compiled && !filter.Admits(compiled, cluster.Nodes, row)
            ? filter.Explain(compiled, cluster.Nodes, row)
            : Verdict.Feasible;

    /// <summary>A node that was promised to pods of this priority or more is feasible only if they would still fit beside this one.</summary>
    private void LeaveToNominated(PodInfo pod, Span<ulong> mask)
    {
        foreach (var (name, nominated) in cluster.Nominations.ByNode)
        {
            if (!cluster.Nodes.TryFindRow(name, out var row) || !RowMask.Has(mask, row)) continue;
            var fits = WithPlaced(nominated, pod, row, () => JudgeBuiltIn(pod, row));
            if (!fits.IsFeasible) RowMask.Set(mask, row, false);
        }

        // The trials changed the counts that these were compiled from.
        CompileGlobal(pod);
    }

    private Verdict JudgeBuiltIn(PodInfo pod, int row)
    {
        CompileForJudging(pod);
        for (var i = 0; i < _judging.Length; i++)
        {
            if (_judging[i] is { } compiled && !plugins.LocalFilters[i].Admits(compiled, cluster.Nodes, row))
                return plugins.LocalFilters[i].Explain(compiled, cluster.Nodes, row);
        }

        foreach (var filter in plugins.GlobalFilters)
            if (Judge(filter, pod, row) is { IsFeasible: false } verdict) return verdict;
        return Verdict.Feasible;
    }

    /// <summary>What local filters know of a shape holds whatever is tried with the cluster.</summary>
    private void CompileForJudging(PodInfo pod)
    {
        if (ReferenceEquals(_judged, pod.Shape)) return;
        _judged = pod.Shape;
        for (var i = 0; i < _judging.Length; i++) _judging[i] = plugins.LocalFilters[i].CompileFilter(pod, cluster);
    }

    private Verdict WithPlaced(List<PodInfo> nominated, PodInfo pod, int row, Func<Verdict> judge)
    {
        var placed = new List<PlacedPod>();
        foreach (var other in nominated)
        {
            if (other.Priority < pod.Priority || other.Uid == pod.Uid || cluster.TryFind(other.Uid, out _)) continue;
            placed.Add(cluster.Place(other, cluster.Nodes.NameOf(row)));
        }

        if (placed.Count == 0) return Verdict.Feasible;
        var verdict = judge();
        foreach (var other in placed) cluster.Remove(other);
        return verdict;
    }
}
