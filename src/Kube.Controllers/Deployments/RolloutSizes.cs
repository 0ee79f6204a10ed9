using Kube.Api.Models;

namespace Kube.Controllers.Deployments;

/// <summary>A size that a set is to have.</summary>
internal readonly record struct SetSize(V1ReplicaSet Set, int Replicas);

/// <summary>How large each set of a deployment is to be: pure functions of what was observed.</summary>
internal static class RolloutSizes
{
    /// <summary>Whether the deployment was resized since its sets were.</summary>
    public static bool IsResized(V1Deployment deployment, DeploymentSets sets) =>
        sets.All.Any(set => RolloutNumbers.Replicas(set) > 0 && RevisionNotes.Desired(set) is { } desired && desired != RolloutNumbers.Replicas(deployment));

    /// <summary>A resize outside a rollout or in the middle of one: in the middle, every set gets its share.</summary>
    /// <returns>Every set whose size or notes may have to change.</returns>
    public static IReadOnlyList<SetSize> Resized(V1Deployment deployment, DeploymentSets sets)
    {
        var wanted = RolloutNumbers.Replicas(deployment);
        if (sets.ActiveOrLatest() is { } only) return RolloutNumbers.Replicas(only) == wanted ? [] : [new(only, wanted)];
        if (sets.All.Count == 0) return [];
        if (IsSaturated(deployment, sets.New)) return [.. sets.ActiveOld.Select(set => new SetSize(set, 0))];
        return RolloutNumbers.IsRollingUpdate(deployment) ? Proportional(deployment, sets) : [];
    }

    /// <summary>The size of the new set in a rolling update; null when it has it.</summary>
    public static SetSize? NewSet(V1Deployment deployment, DeploymentSets sets)
    {
        var set = sets.New!;
        var size = RolloutNumbers.Replicas(set);
        var wanted = RolloutNumbers.Replicas(deployment);
        var next = size > wanted ? wanted : RolloutNumbers.NewSetSize(deployment, sets.All, set);
        return size == wanted || next == size ? null : new(set, next);
    }

    /// <summary>The sizes of the old sets in a rolling update: first what is not available goes, then as much of the rest as may be missing.</summary>
    public static IReadOnlyList<SetSize> OldSets(V1Deployment deployment, DeploymentSets sets)
    {
        var old = sets.ActiveOld.ToList();
        if (old.Count == 0) return [];
        var newSet = sets.New!;
        var minimum = RolloutNumbers.Replicas(deployment) - RolloutNumbers.MaxUnavailable(deployment);
        var newUnavailable = RolloutNumbers.Replicas(newSet) - (newSet.Status.AvailableReplicas ?? 0);
        var room = old.Sum(RolloutNumbers.Replicas) + RolloutNumbers.Replicas(newSet) - minimum - newUnavailable;
        if (room <= 0) return [];

        var sizes = old.Select(RolloutNumbers.Replicas).ToArray();
        DropUnhealthy(old, sizes, room);
        DropAvailable(old, sizes, old.Append(newSet).Sum(set => set.Status.AvailableReplicas ?? 0) - minimum);
        var plan = new List<SetSize>();
        for (var i = 0; i < old.Count; i++)
            if (sizes[i] != RolloutNumbers.Replicas(old[i])) plan.Add(new(old[i], sizes[i]));
        return plan;
    }

    private static void DropUnhealthy(List<V1ReplicaSet> old, int[] sizes, int room)
    {
        for (var i = 0; i < old.Count && room > 0; i++)
        {
            var drop = Math.Min(room, sizes[i] - (old[i].Status.AvailableReplicas ?? 0));
            if (drop <= 0) continue;
            sizes[i] -= drop;
            room -= drop;
        }
    }

    private static void DropAvailable(List<V1ReplicaSet> old, int[] sizes, int room)
    {
        for (var i = 0; i < old.Count && room > 0; i++)
        {
            var drop = Math.Min(room, sizes[i]);
            sizes[i] -= drop;
            room -= drop;
        }
    }

    private static bool IsSaturated(V1Deployment deployment, V1ReplicaSet? set)
    {
        var wanted = RolloutNumbers.Replicas(deployment);
        return set is not null && RolloutNumbers.Replicas(set) == wanted && RevisionNotes.Desired(set) == wanted && (set.Status.AvailableReplicas ?? 0) == wanted;
    }

    private static List<SetSize> Proportional(V1Deployment deployment, DeploymentSets sets)
    {
        var wanted = RolloutNumbers.Replicas(deployment);
        var active = sets.All.Where(set => RolloutNumbers.Replicas(set) > 0).ToList();
        var toAdd = (wanted > 0 ? wanted + RolloutNumbers.MaxSurge(deployment) : 0) - active.Sum(RolloutNumbers.Replicas);

        // The largest first; among equals a growth favours the newer and a shrinkage takes from the older.
        active = toAdd > 0
            ? [.. active.OrderByDescending(RolloutNumbers.Replicas).ThenByDescending(set => set.Metadata.CreationTimestamp)]
            : [.. active.OrderByDescending(RolloutNumbers.Replicas).ThenBy(set => set.Metadata.CreationTimestamp)];
        var plan = new List<SetSize>(active.Count);
        var added = 0;
        foreach (var set in active)
        {
            var share = Share(deployment, set, toAdd, added);
            added += share;
            plan.Add(new(set, RolloutNumbers.Replicas(set) + share));
        }

        if (toAdd != 0 && plan.Count > 0) plan[0] = plan[0] with { Replicas = Math.Max(0, plan[0].Replicas + toAdd - added) };
        return plan;
    }

    private static int Share(V1Deployment deployment, V1ReplicaSet set, int toAdd, int added)
    {
        if (toAdd == 0 || toAdd == added) return 0;
        var fraction = Fraction(deployment, set);
        return toAdd > 0 ? Math.Min(fraction, toAdd - added) : Math.Max(fraction, toAdd - added);
    }

    private static int Fraction(V1Deployment deployment, V1ReplicaSet set)
    {
        var size = RolloutNumbers.Replicas(set);
        var wanted = RolloutNumbers.Replicas(deployment);
        if (wanted == 0) return -size;
        var before = RevisionNotes.Most(set) is { } noted and not 0 ? noted : deployment.Status.Replicas ?? 0;
        if (before == 0) return 0;
        var exact = (double)size * (wanted + RolloutNumbers.MaxSurge(deployment)) / before;
        return (int)(exact + 0.5) - size;
    }
}
