using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Cycle;

internal sealed partial class Evaluator
{
    private readonly List<(IColumnFilter Filter, object? Compiled)> _explaining = [];
    private FitFailure? _explained;

    /// <summary>The verdict of the first plugin that rejects a node.</summary>
    public (Verdict Verdict, string? Plugin) Explain(PodInfo pod, CycleState state, FitFailure failure, int row)
    {
        if (failure.PreFilterMessage is { } message) return (Verdict.RejectedForGood(message), failure.PreFilterPlugin);
        if (failure.Names?.Contains(cluster.Nodes.NameOf(row)) == false)
            return (Verdict.RejectedForGood($"node(s) didn't satisfy plugin(s) [{string.Join(' ', failure.NarrowedBy)}]"), failure.NarrowedBy[0]);
        CompileForExplaining(pod, failure);
        foreach (var (filter, compiled) in _explaining)
        {
            if (compiled is null || filter.Admits(compiled, cluster.Nodes, row)) continue;
            return (filter.Explain(compiled, cluster.Nodes, row), filter.Name);
        }

        for (var i = 0; i < plugins.Filters.Length; i++)
        {
            if (_skippedFilters[i]) continue;
            var verdict = plugins.Filters[i].Filter(state, pod, new NodeView(cluster.Nodes, row));
            if (!verdict.IsFeasible) return (verdict, plugins.Filters[i].Name);
        }

        return WhatNominatedLeave(pod, row);
    }

    /// <summary>What the local filters say, when all nodes were asked; null: each must be asked anew.</summary>
    public ShapeReasons? LocalReasons(PodInfo pod, FitFailure failure)
    {
        if (failure.Names is not null) return null;
        var evaluation = _shapes.For(pod.Shape);
        evaluation.Refresh(pod, cluster);
        return evaluation.Reasons(cluster.Nodes);
    }

    /// <summary>Equal pods fail alike, as long as nothing but their shape and the nodes had a say.</summary>
    public ShapeFailure? Remembered(PodInfo pod, FitFailure failure) =>
        IsOfShapeAlone(failure) ? _shapes.For(pod.Shape).Failure(cluster.Nodes) : null;

    public void Remember(PodInfo pod, FitFailure failure, string message)
    {
        if (IsOfShapeAlone(failure)) _shapes.For(pod.Shape).Remember(new(cluster.Nodes.Changes.Count, message, [.. failure.RejectedBy], failure.Improvable));
    }

    private bool IsOfShapeAlone(FitFailure failure)
    {
        if (failure.Names is not null || plugins.Filters.Length > 0 || cluster.Nominations.Count > 0) return false;
        foreach (var compiled in _globalFilters)
            if (compiled is not null) return false;
        return true;
    }

    private (Verdict Verdict, string? Plugin) WhatNominatedLeave(PodInfo pod, int row)
    {
        if (!TryFindPromised(pod, row, out var nominated)) return (Verdict.Feasible, null);
        if (!HaveRoomTogether(nominated, pod, row)) return (Verdict.Rejected(_room!.Lacking), PluginNames.NodeResourcesFit);
        string? plugin = null;
        var verdict = WithPlaced(nominated, pod, row, () =>
        {
            foreach (var filter in plugins.LocalFilters.Concat(plugins.GlobalFilters))
            {
                if (Judge(filter, pod, row) is not { IsFeasible: false } rejection) continue;
                plugin = filter.Name;
                return rejection;
            }

            return Verdict.Feasible;
        });
        return (verdict, plugin);
    }

    private void CompileForExplaining(PodInfo pod, FitFailure failure)
    {
        if (ReferenceEquals(_explained, failure)) return;
        _explained = failure;
        _explaining.Clear();
        CompileForJudging(pod);
        for (var i = 0; i < _judging.Length; i++) _explaining.Add((plugins.LocalFilters[i], _judging[i]));
        for (var i = 0; i < plugins.GlobalFilters.Length; i++) _explaining.Add((plugins.GlobalFilters[i], _globalFilters[i]));
    }
}
