using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Preemption;

/// <summary>Finds the fewest pods that must leave a node for another to fit. Takes pods off the model by way of trial and puts all of them back.</summary>
internal sealed class VictimSearch(Evaluator evaluator, PodInfo pod, CycleState state, DisruptionBudgets budgets)
{
    private const string NoVictims = "No preemption victims found for incoming pod";

    private readonly ClusterModel _cluster = evaluator.Cluster;

    /// <returns>The victims; or the verdict why the node is out of question.</returns>
    public (Victims? Victims, Verdict Verdict) Search(int row)
    {
        var lower = _cluster.Nodes.PodsOf(row).Where(placed => placed.Pod.Priority < pod.Priority).ToList();
        if (lower.Count == 0) return (null, Verdict.RejectedForGood(NoVictims));
        lower.Sort(Victims.ByImportance);
        var victims = new List<PlacedPod>();
        var violations = 0;
        _cluster.BeginTrial();
        try
        {
            foreach (var placed in lower) _cluster.Lift(placed);
            var alone = evaluator.JudgeWithNominated(pod, state, row);
            if (!alone.IsFeasible)
            {
                foreach (var placed in lower) _cluster.PutBack(placed);
                return (null, alone);
            }

            // Pods of exhausted budgets are the first to be let off.
            budgets.Begin();
            var split = lower.ToLookup(placed => budgets.Violates(placed.Pod));
            foreach (var placed in split[true])
            {
                if (LetOff(placed, row)) continue;
                victims.Add(placed);
                violations++;
            }

            foreach (var placed in split[false])
                if (!LetOff(placed, row)) victims.Add(placed);
            foreach (var placed in victims) _cluster.PutBack(placed);
        }
        finally
        {
            _cluster.EndTrial();
        }

        if (victims.Count == 0) return (null, Verdict.RejectedForGood(NoVictims));
        victims.Sort(Victims.ByImportance);
        return (new(row, victims, violations), Verdict.Feasible);
    }

    private bool LetOff(PlacedPod placed, int row)
    {
        _cluster.PutBack(placed);
        if (evaluator.JudgeWithNominated(pod, state, row).IsFeasible) return true;
        _cluster.Lift(placed);
        return false;
    }
}
