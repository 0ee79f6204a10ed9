using Kube.Api.Models;

namespace Kube.Controllers.StatefulSets;

/// <summary>The status of a set: decides.</summary>
internal static class StatefulStatus
{
    /// <summary>Counts.</summary>
    /// <param name="seen">The set.</param>
    /// <param name="pods">Its pods as they are after what was done.</param>
    /// <param name="collisions">How many names of revisions were taken.</param>
    /// <param name="now">The time.</param>
    public static V1StatefulSetStatus Of(StatefulObservation seen, IReadOnlyList<V1Pod> pods, int collisions, DateTimeOffset now)
    {
        var set = seen.Set;
        var (current, update) = (seen.CurrentRevision.Metadata.Name!, seen.UpdateRevision.Metadata.Name!);
        var status = new V1StatefulSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            CurrentRevision = current,
            UpdateRevision = update,
            CollisionCount = collisions,
            Conditions = set.Status.Conditions,
            ReadyReplicas = 0,
            CurrentReplicas = 0,
            UpdatedReplicas = 0,
        };
        foreach (var pod in pods)
        {
            if (!StatefulPods.IsCreated(pod)) continue;
            status.Replicas++;
            if (StatefulPods.IsRunningAndReady(pod)) status.ReadyReplicas++;
            if (StatefulPods.IsRunningAndAvailable(set, pod, now)) status.AvailableReplicas++;
            if (StatefulPods.IsGoing(pod)) continue;
            if (StatefulPods.Revision(pod) == current) status.CurrentReplicas++;
            if (StatefulPods.Revision(pod) == update) status.UpdatedReplicas++;
        }

        Complete(set, status);
        // Zero is not said.
        if (status.ReadyReplicas == 0) status.ReadyReplicas = null;
        if (status.CurrentReplicas == 0) status.CurrentReplicas = null;
        if (status.UpdatedReplicas == 0) status.UpdatedReplicas = null;
        return status;
    }

    // When every wanted pod is of the new revision, it is the current one.
    private static void Complete(V1StatefulSet set, V1StatefulSetStatus status)
    {
        var wanted = StatefulPods.Replicas(set);
        if (set.Spec.UpdateStrategy.Type != "RollingUpdate" || status.UpdatedReplicas != wanted || status.ReadyReplicas != wanted || status.Replicas != wanted) return;
        status.CurrentReplicas = status.UpdatedReplicas;
        status.CurrentRevision = status.UpdateRevision;
    }
}
