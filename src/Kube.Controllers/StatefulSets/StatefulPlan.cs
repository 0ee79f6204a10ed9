using Kube.Api.Models;
using Kube.Controllers.Deployments;
using Kube.Controllers.Pods;

namespace Kube.Controllers.StatefulSets;

/// <summary>What is to be done for a set now: decides from the set, its pods and its claims. In order, each step waits for the pods before it to be available, one step at a
/// time; in parallel everything is done at once.</summary>
internal sealed class StatefulPlan
{
    private readonly StatefulObservation _seen;
    private readonly V1StatefulSet _set;
    private readonly bool _isOrdered;
    private readonly DateTimeOffset _now;
    private readonly List<StatefulStep> _steps = [];

    private StatefulPlan(StatefulObservation seen, DateTimeOffset now)
    {
        _seen = seen;
        _set = seen.Set;
        _isOrdered = _set.Spec.PodManagementPolicy != "Parallel";
        _now = now;
    }

    /// <summary>Decides.</summary>
    public static IReadOnlyList<StatefulStep> For(StatefulObservation seen, DateTimeOffset now)
    {
        var plan = new StatefulPlan(seen, now);
        if (seen.Set.Metadata.DeletionTimestamp is null && plan.Keep() && plan.ScaleDown()) plan.Update();
        return plan._steps;
    }

    /// <summary>The pods that are wanted. Answers whether to go on.</summary>
    private bool Keep()
    {
        foreach (var pod in _seen.Replicas)
            if (Keep(pod) && _isOrdered) return false;
        return true;
    }

    /// <returns>Whether others have to wait for this pod.</returns>
    private bool Keep(V1Pod pod)
    {
        if (PodStates.IsFinished(pod))
        {
            // However it ended, it is made anew when it is gone.
            if (!StatefulPods.IsGoing(pod)) Add(StatefulStepKind.Delete, pod);
            return true;
        }

        if (!StatefulPods.IsCreated(pod))
        {
            if (_seen.ClaimsOf(pod).Any(claim => ClaimRetention.IsStale(pod, claim))) return true;
            Add(StatefulStepKind.Create, pod);
            return true;
        }

        if (pod.Status.Phase == PodStates.Pending && _seen.LacksClaims(pod)) Add(StatefulStepKind.CreateClaims, pod);
        if (_isOrdered && StatefulPods.IsUnavailable(_set, pod, _now)) return true;
        if (!StatefulIdentity.HasName(_set, pod) || _seen.ClaimsOf(pod).Any(claim => !ClaimRetention.IsRight(_set, pod, claim))) Add(StatefulStepKind.Repair, pod);
        return false;
    }

    /// <summary>The pods that are too many, the highest first. Answers whether to go on.</summary>
    private bool ScaleDown()
    {
        foreach (var pod in _seen.Condemned)
            if (_seen.ClaimsOf(pod).Any(claim => !ClaimRetention.IsRight(_set, pod, claim))) Add(StatefulStepKind.Retain, pod);
        var firstUnavailable = _isOrdered ? FirstUnavailable() : null;
        foreach (var pod in _seen.Condemned)
        {
            if (StatefulPods.IsGoing(pod))
            {
                if (_isOrdered) return false;
                continue;
            }

            if (_isOrdered && !StatefulPods.IsRunningAndAvailable(_set, pod, _now) && pod != firstUnavailable) return false;
            Add(StatefulStepKind.Delete, pod);
            if (_isOrdered) return false;
        }

        return true;
    }

    private V1Pod? FirstUnavailable() =>
        _seen.Replicas.Concat(_seen.Condemned.Reverse()).FirstOrDefault(pod => StatefulPods.IsUnavailable(_set, pod, _now));

    /// <summary>Pods of old revisions go, the highest first, as many as may be missing.</summary>
    private void Update()
    {
        if (_set.Spec.UpdateStrategy.Type == "OnDelete") return;
        var rolling = _set.Spec.UpdateStrategy.RollingUpdate;
        var lowest = rolling?.Partition ?? 0;
        // A pod of an old revision that is broken anyway is no loss.
        var left = MayBeMissing(rolling) - _seen.Replicas.Count(pod => (StatefulPods.IsGoing(pod) || IsNew(pod)) && StatefulPods.IsUnavailable(_set, pod, _now));
        for (var i = _seen.Replicas.Count - 1; i >= lowest && left > 0; i--)
        {
            var pod = _seen.Replicas[i];
            if (IsNew(pod) || StatefulPods.IsGoing(pod) || !StatefulPods.IsCreated(pod) || PodStates.IsFinished(pod)) continue;
            Add(StatefulStepKind.Replace, pod);
            left--;
        }
    }

    private int MayBeMissing(V1RollingUpdateStatefulSetStrategy? rolling) =>
        rolling?.MaxUnavailable is { } most ? Math.Max(1, RolloutNumbers.Scaled(most, StatefulPods.Replicas(_set), roundUp: true)) : 1;

    private bool IsNew(V1Pod pod) => StatefulPods.Revision(pod) == _seen.UpdateRevision.Metadata.Name;

    private void Add(StatefulStepKind kind, V1Pod pod) => _steps.Add(new(kind, pod));
}
