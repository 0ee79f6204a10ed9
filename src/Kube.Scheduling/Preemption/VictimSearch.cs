using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Preemption;

/// <summary>Finds the fewest pods that must leave a node for another to fit. Most often room is all that is missing, and arithmetic tells; else it takes pods off
/// the model by way of trial and puts all of them back.</summary>
internal sealed class VictimSearch(Evaluator evaluator, PodInfo pod, CycleState state, DisruptionBudgets budgets)
{
    private const string NoVictims = "No preemption victims found for incoming pod";

    private readonly ClusterModel _cluster = evaluator.Cluster;
    private readonly RoomTrial? _room = evaluator.RoomAlone(pod);
    private readonly List<PlacedPod> _lower = [];
    private readonly List<PlacedPod> _violating = [];
    private readonly List<PlacedPod> _victims = [];
    private readonly List<PlacedPod> _lifted = [];

    /// <returns>The victims, valid until the next search; null: the node is out of question.</returns>
    public Victims? Search(int row)
    {
        Collect(row);
        if (_lower.Count == 0) return null;
        if (_room is not { } room) return ByTrial(row, out _);
        if (!HasRoomAlone(room, row)) return null;
        return evaluator.TryFindPromised(pod, row, out _) ? ByTrial(row, out _) : Choose(row, room);
    }

    /// <summary>The verdict why a node is out of question.</summary>
    public Verdict Explain(int row)
    {
        Collect(row);
        if (_lower.Count == 0) return Verdict.RejectedForGood(NoVictims);
        return ByTrial(row, out var alone) is null && !alone.IsFeasible ? alone : Verdict.RejectedForGood(NoVictims);
    }

    private void Collect(int row)
    {
        _lower.Clear();
        foreach (var placed in _cluster.Nodes.PodsOf(row))
            if (placed.Pod.Priority < pod.Priority) _lower.Add(placed);
    }

    private bool HasRoomAlone(RoomTrial room, int row)
    {
        room.Begin(row);
        foreach (var placed in _lower) room.Take(placed.Pod.Shape.Requests);
        if (!room.Fits) return false;
        if (!evaluator.TryFindPromised(pod, row, out var nominated)) return evaluator.AdmitsWhatStays(pod, row);
        foreach (var other in nominated)
            if (evaluator.Stands(other, pod)) room.Add(other.Shape.Requests);
        return room.Fits && evaluator.AdmitsWhatStays(pod, row);
    }

    private Victims? ByTrial(int row, out Verdict alone)
    {
        _cluster.BeginTrial();
        _lifted.Clear();
        foreach (var placed in _lower) Lift(placed);
        try
        {
            alone = evaluator.JudgeWithNominated(pod, state, row);
            return alone.IsFeasible ? Choose(row, null) : null;
        }
        finally
        {
            foreach (var placed in _lifted) _cluster.PutBack(placed);
            _cluster.EndTrial();
        }
    }

    /// <summary>Lets off whom it can, the most important first; pods of exhausted budgets come before all others.</summary>
    private Victims? Choose(int row, RoomTrial? room)
    {
        _lower.Sort(Victims.ByImportance);
        _victims.Clear();
        _violating.Clear();
        budgets.Begin();
        foreach (var placed in _lower)
            if (budgets.Violates(placed.Pod)) _violating.Add(placed);
        foreach (var placed in _violating)
            if (!IsLetOff(placed, row, room)) _victims.Add(placed);
        var violations = _victims.Count;
        foreach (var placed in _lower)
            if (!_violating.Contains(placed) && !IsLetOff(placed, row, room)) _victims.Add(placed);
        if (_victims.Count == 0) return null;
        _victims.Sort(Victims.ByImportance);
        return new(row, _victims, violations);
    }

    private bool IsLetOff(PlacedPod placed, int row, RoomTrial? room)
    {
        if (room is not null)
        {
            room.Add(placed.Pod.Shape.Requests);
            if (room.Fits) return true;
            room.Take(placed.Pod.Shape.Requests);
            return false;
        }

        _cluster.PutBack(placed);
        _lifted.Remove(placed);
        if (evaluator.JudgeWithNominated(pod, state, row).IsFeasible) return true;
        Lift(placed);
        return false;
    }

    private void Lift(PlacedPod placed)
    {
        _cluster.Lift(placed);
        _lifted.Add(placed);
    }
}
