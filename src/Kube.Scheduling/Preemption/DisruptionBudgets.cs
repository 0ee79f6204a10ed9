using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Preemption;

/// <summary>Counts what the disruption budgets would have left if pods went one after the other.</summary>
internal sealed class DisruptionBudgets
{
    private readonly List<(V1PodDisruptionBudget Budget, CompiledSelector Selector)> _budgets = [];
    private readonly int[] _left;

    public DisruptionBudgets(IEnumerable<V1PodDisruptionBudget> budgets)
    {
        foreach (var budget in budgets)
            if (CompiledSelector.Of(budget.Spec?.Selector) is { } selector) _budgets.Add((budget, selector));
        _left = new int[_budgets.Count];
    }

    public void Begin()
    {
        for (var i = 0; i < _left.Length; i++) _left[i] = _budgets[i].Budget.Status?.DisruptionsAllowed ?? 0;
    }

    /// <summary>Takes one pod out.</summary>
    /// <returns>Whether that would break a budget.</returns>
    public bool Violates(PodInfo pod)
    {
        var violates = false;
        // A pod without labels is in nobody's budget, not even in that of a selector that takes everything.
        if (pod.Labels is not { Count: > 0 } labels) return false;
        for (var i = 0; i < _left.Length; i++)
        {
            var (budget, selector) = _budgets[i];
            if (budget.Metadata.Namespace != pod.Namespace || !selector.Matches(labels)) continue;
            if (budget.Status?.DisruptedPods?.ContainsKey(pod.Key.Name) == true) continue;
            violates |= --_left[i] < 0;
        }

        return violates;
    }
}
