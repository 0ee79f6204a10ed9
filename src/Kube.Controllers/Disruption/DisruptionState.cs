using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Disruption;

/// <summary>What a budget allows, from its pods. Pure.</summary>
internal static class DisruptionState
{
    // How long an eviction that was allowed may take to delete its pod.
    private static readonly TimeSpan s_deletion = TimeSpan.FromMinutes(2);

    /// <summary>The pods that were let go and are still to be deleted.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="now">The time.</param>
    public static DisruptedPods Disrupted(V1PodDisruptionBudget budget, IReadOnlyList<V1Pod> pods, DateTime now)
    {
        var still = new Dictionary<string, DateTime>();
        List<V1Pod> spared = [];
        TimeSpan? next = null;
        foreach (var pod in pods)
        {
            // One that goes needs no place in the map: it is not counted as healthy either way.
            if (pod.Metadata.DeletionTimestamp is not null || budget.Status?.DisruptedPods?.TryGetValue(pod.Metadata.Name!, out var since) != true) continue;
            var left = since + s_deletion - now;
            if (left <= TimeSpan.Zero)
            {
                spared.Add(pod);
                continue;
            }

            still[pod.Metadata.Name!] = since;
            if (next is null || left < next) next = left;
        }

        return new(still, spared, next);
    }

    /// <summary>The status as it should be.</summary>
    public static V1PodDisruptionBudgetStatus Status(
        V1PodDisruptionBudget budget, IReadOnlyList<V1Pod> pods, ExpectedPods expected, Dictionary<string, DateTime> disrupted, DateTime now)
    {
        var healthy = pods.Count(pod => pod.Metadata.DeletionTimestamp is null && !disrupted.ContainsKey(pod.Metadata.Name!) && PodStates.IsReady(pod));
        var allowed = expected.Count <= 0 ? 0 : Math.Max(0, healthy - expected.Desired);
        return new()
        {
            CurrentHealthy = healthy,
            DesiredHealthy = expected.Desired,
            ExpectedPods = expected.Count,
            DisruptionsAllowed = allowed,
            DisruptedPods = disrupted.Count == 0 ? null : disrupted,
            ObservedGeneration = budget.Metadata.Generation,
            Conditions = Conditions(budget, allowed > 0 ? "True" : "False", allowed > 0 ? "SufficientPods" : "InsufficientPods", "", budget.Metadata.Generation, now),
        };
    }

    /// <summary>The status of a budget that cannot be computed: nothing may be disrupted.</summary>
    public static V1PodDisruptionBudgetStatus Failed(V1PodDisruptionBudget budget, string message, DateTime now)
    {
        var status = budget.Status is { } known ? known.DeepClone() : new();
        status.DisruptionsAllowed = 0;
        status.Conditions = Conditions(budget, "False", "SyncFailed", message, status.ObservedGeneration, now);
        return status;
    }

    private static List<V1Condition> Conditions(V1PodDisruptionBudget budget, string status, string reason, string message, long? generation, DateTime now)
    {
        var conditions = (budget.Status?.Conditions ?? []).Select(static condition => condition.DeepClone()).ToList();
        var made = new V1Condition { Type = "DisruptionAllowed", Status = status, Reason = reason, Message = message, ObservedGeneration = generation, LastTransitionTime = now };
        var place = conditions.FindIndex(static condition => condition.Type == "DisruptionAllowed");
        if (place < 0)
        {
            conditions.Add(made);
            return conditions;
        }

        if (conditions[place].Status == status) made.LastTransitionTime = conditions[place].LastTransitionTime;
        conditions[place] = made;
        return conditions;
    }
}
