using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

internal sealed partial class Evaluator
{
    private readonly object?[] _judging = new object?[plugins.LocalFilters.Length];
    private PodShape? _judged;
    private RoomTrial? _room;

    /// <summary>Whether a node can take a pod, asking every filter anew: for a cluster that was changed by way of trial.</summary>
    public Verdict Judge(PodInfo pod, CycleState state, int row)
    {
        var builtIn = JudgeBuiltIn(pod, row);
        return builtIn.IsFeasible ? AskFilters(pod, state, row) : builtIn;
    }

    /// <summary>As <see cref="Judge(PodInfo, CycleState, int)"/>, with the pods in place that were promised the node and may not be displaced by this one.</summary>
    public Verdict JudgeWithNominated(PodInfo pod, CycleState state, int row)
    {
        if (TryFindPromised(pod, row, out var nominated))
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

    /// <summary>For trying where there is room for a pod; null: room is nothing to this profile. Valid until another pod is looked at.</summary>
    public RoomTrial? RoomOf(PodInfo pod)
    {
        CompileForJudging(pod);
        return _room;
    }

    /// <summary>When room is all that other pods can take from a pod: nothing else that is asked of a node changes when pods come or leave.</summary>
    public RoomTrial? RoomAlone(PodInfo pod)
    {
        CompileForJudging(pod);
        if (_room is null || plugins.Filters.Length > 0) return null;
        for (var i = 0; i < _judging.Length; i++)
            if (_judging[i] is not null and not ResourceDemand[] && plugins.LocalFilters[i].LooksAtPods) return null;
        foreach (var filter in plugins.GlobalFilters)
            if (filter.LooksAtPods && filter.CompileFilter(pod, cluster) is not null) return null;
        return _room;
    }

    /// <summary>Whether the filters that do not look at pods admit a node.</summary>
    public bool AdmitsWhatStays(PodInfo pod, int row)
    {
        CompileForJudging(pod);
        for (var i = 0; i < _judging.Length; i++)
            if (_judging[i] is { } compiled && !plugins.LocalFilters[i].LooksAtPods && !plugins.LocalFilters[i].Admits(compiled, cluster.Nodes, row)) return false;
        foreach (var filter in plugins.GlobalFilters)
            if (!filter.LooksAtPods && filter.CompileFilter(pod, cluster) is { } compiled && !filter.Admits(compiled, cluster.Nodes, row)) return false;
        return true;
    }

    /// <summary>The pods that were promised a node and may not be displaced by this one.</summary>
    public bool TryFindPromised(PodInfo pod, int row, [NotNullWhen(true)] out List<PodInfo>? nominated)
    {
        nominated = null;
        if (cluster.Nominations.Count == 0 || !cluster.Nominations.ByNode.TryGetValue(cluster.Nodes.NameOf(row), out var all)) return false;
        foreach (var other in all)
            if (Stands(other, pod)) nominated = all;
        return nominated is not null;
    }

    /// <summary>Whether a promise to another pod binds this one.</summary>
    public bool Stands(PodInfo other, PodInfo pod) => other.Priority >= pod.Priority && other.Uid != pod.Uid && !cluster.TryFind(other.Uid, out _);

    /// <summary>A node that was promised to pods of this priority or more is feasible only if they would still fit beside this one.</summary>
    private void LeaveToNominated(PodInfo pod, Span<ulong> mask)
    {
        var tried = false;
        if (RowMask.Count(mask) < cluster.Nominations.Count)
        {
            for (var word = 0; word < mask.Length; word++)
            {
                for (var bits = mask[word]; bits != 0; bits &= bits - 1)
                    tried |= LeaveToNominated(pod, (word << 6) + BitOperations.TrailingZeroCount(bits), mask);
            }
        }
        else
        {
            foreach (var name in cluster.Nominations.ByNode.Keys)
                if (cluster.Nodes.TryFindRow(name, out var row) && RowMask.Has(mask, row)) tried |= LeaveToNominated(pod, row, mask);
        }

        // The trials changed the counts that these were compiled from.
        if (tried) CompileGlobal(pod);
    }

    /// <returns>Whether pods were placed by way of trial.</returns>
    private bool LeaveToNominated(PodInfo pod, int row, Span<ulong> mask)
    {
        if (!TryFindPromised(pod, row, out var nominated)) return false;
        if (!HaveRoomTogether(nominated, pod, row))
        {
            RowMask.Set(mask, row, false);
            return false;
        }

        if (!WithPlaced(nominated, pod, row, () => JudgeBuiltIn(pod, row)).IsFeasible) RowMask.Set(mask, row, false);
        return true;
    }

    /// <summary>A first, quick look: without room, nothing else matters.</summary>
    private bool HaveRoomTogether(List<PodInfo> nominated, PodInfo pod, int row)
    {
        CompileForJudging(pod);
        if (_room is not { } room) return true;
        room.Begin(row);
        foreach (var other in nominated)
            if (Stands(other, pod)) room.Add(other.Shape.Requests);
        return room.Fits;
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
        _room = null;
        for (var i = 0; i < _judging.Length; i++)
        {
            _judging[i] = plugins.LocalFilters[i].CompileFilter(pod, cluster);
            if (_judging[i] is ResourceDemand[] demands) _room = new(demands);
        }
    }

    private Verdict WithPlaced(List<PodInfo> nominated, PodInfo pod, int row, Func<Verdict> judge)
    {
        var placed = new List<PlacedPod>();
        cluster.BeginTrial();
        try
        {
            foreach (var other in nominated)
                if (Stands(other, pod)) placed.Add(cluster.Place(other, cluster.Nodes.NameOf(row)));
            return placed.Count == 0 ? Verdict.Feasible : judge();
        }
        finally
        {
            foreach (var other in placed) cluster.Remove(other);
            cluster.EndTrial();
        }
    }
}
