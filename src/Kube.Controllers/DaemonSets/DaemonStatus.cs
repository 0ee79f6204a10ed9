using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.DaemonSets;

/// <summary>The status of a daemon set: decides.</summary>
internal static class DaemonStatus
{
    /// <summary>Counts.</summary>
    /// <param name="seen">The set.</param>
    /// <param name="collisions">How many names of revisions were taken; null: none ever.</param>
    /// <param name="now">The time.</param>
    public static V1DaemonSetStatus Of(DaemonObservation seen, int? collisions, DateTimeOffset now)
    {
        var set = seen.Set;
        var status = new V1DaemonSetStatus { ObservedGeneration = set.Metadata.Generation, CollisionCount = collisions, Conditions = set.Status.Conditions };
        var (updated, available) = (0, 0);
        foreach (var node in seen.Nodes)
        {
            var pods = seen.PodsOf(node.Metadata.Name!);
            if (!DaemonPods.Belongs(set, node).Run)
            {
                if (pods.Count > 0) status.NumberMisscheduled++;
                continue;
            }

            status.DesiredNumberScheduled++;
            if (pods.Count == 0) continue;
            status.CurrentNumberScheduled++;
            var pod = DaemonPods.Ordered(pods).First();
            if (PodStates.IsReady(pod)) status.NumberReady++;
            if (PodStates.IsAvailable(pod, set.Spec.MinReadySeconds ?? 0, now)) available++;
            if (seen.IsUpdated(pod)) updated++;
        }

        // Zero is not said of what is optional.
        status.UpdatedNumberScheduled = updated == 0 ? null : updated;
        status.NumberAvailable = available == 0 ? null : available;
        status.NumberUnavailable = status.DesiredNumberScheduled - available is var missing && missing == 0 ? null : missing;
        return status;
    }
}
