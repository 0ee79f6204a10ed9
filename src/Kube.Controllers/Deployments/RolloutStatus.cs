using Kube.Api.Models;
using static Kube.Controllers.Deployments.DeploymentNames;

namespace Kube.Controllers.Deployments;

/// <summary>The status of a deployment, computed from its sets.</summary>
internal static class RolloutStatus
{
    /// <summary>The counts, and whether enough pods are available.</summary>
    public static V1DeploymentStatus Counts(V1Deployment deployment, DeploymentSets sets, DateTimeOffset now)
    {
        var available = sets.All.Sum(set => set.Status.AvailableReplicas ?? 0);
        var status = deployment.Status.DeepClone();
        status.ObservedGeneration = deployment.Metadata.Generation;
        status.Replicas = sets.All.Sum(set => set.Status.Replicas);
        status.UpdatedReplicas = sets.New?.Status.Replicas ?? 0;
        status.ReadyReplicas = sets.All.Sum(set => set.Status.ReadyReplicas ?? 0);
        status.AvailableReplicas = available;
        status.UnavailableReplicas = Math.Max(0, sets.All.Sum(RolloutNumbers.Replicas) - available);
        // One set that does not say makes the sum unknown.
        status.TerminatingReplicas = sets.All.Any(set => set.Status.TerminatingReplicas is null) ? null : sets.All.Sum(set => set.Status.TerminatingReplicas);
        var enough = available >= RolloutNumbers.Replicas(deployment) - RolloutNumbers.MaxUnavailable(deployment);
        DeploymentConditions.Set(status, enough
            ? DeploymentConditions.New(Available, "True", MinimumReplicasAvailable, "Deployment has minimum availability.", now)
            : DeploymentConditions.New(Available, "False", MinimumReplicasUnavailable, "Deployment does not have minimum availability.", now));
        return status;
    }

    /// <summary>The counts, and how the rollout goes.</summary>
    public static V1DeploymentStatus OfRollout(V1Deployment deployment, DeploymentSets sets, DateTimeOffset now)
    {
        var status = Counts(deployment, sets, now);
        var current = DeploymentConditions.Find(deployment.Status, Progressing);
        if (!RolloutNumbers.HasProgressDeadline(deployment))
            DeploymentConditions.Remove(status, Progressing);
        else if (status.Replicas != status.UpdatedReplicas || current?.Reason != NewReplicaSetAvailable)
            ReportProgress(deployment, status, sets.New, current, now);

        if (Failure(sets) is { } failure) DeploymentConditions.Set(status, failure);
        else DeploymentConditions.Remove(status, ReplicaFailure);
        return status;
    }

    /// <summary>Whether every pod wanted is there, of the new template and available, and nothing else.</summary>
    public static bool IsComplete(V1Deployment deployment, V1DeploymentStatus status)
    {
        var wanted = RolloutNumbers.Replicas(deployment);
        return (status.UpdatedReplicas ?? 0) == wanted && (status.Replicas ?? 0) == wanted && (status.AvailableReplicas ?? 0) == wanted
            && (status.ObservedGeneration ?? 0) >= (deployment.Metadata.Generation ?? 0);
    }

    /// <summary>When to look again whether the rollout has run out of time; null: never.</summary>
    public static TimeSpan? NextCheck(V1Deployment deployment, V1DeploymentStatus status, DateTimeOffset now)
    {
        if (!RolloutNumbers.HasProgressDeadline(deployment) || DeploymentConditions.Find(status, Progressing) is not { } progress) return null;
        if (IsComplete(deployment, status) || progress.Reason == ProgressDeadlineExceeded) return null;
        var left = (progress.LastUpdateTime ?? now.UtcDateTime).AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) - now.UtcDateTime;
        // Times on the wire have whole seconds: one more makes sure that the deadline is past.
        return (left < TimeSpan.Zero ? TimeSpan.Zero : left) + TimeSpan.FromSeconds(1);
    }

    private static void ReportProgress(
        V1Deployment deployment, V1DeploymentStatus status, V1ReplicaSet? newSet, V1DeploymentCondition? current, DateTimeOffset now)
    {
        var subject = newSet is null ? $"Deployment \"{deployment.Metadata.Name}\"" : $"ReplicaSet \"{newSet.Metadata.Name}\"";
        if (IsComplete(deployment, status))
        {
            DeploymentConditions.Set(status, DeploymentConditions.New(Progressing, "True", NewReplicaSetAvailable, $"{subject} has successfully progressed.", now));
        }
        else if (IsProgressing(deployment.Status, status))
        {
            var condition = DeploymentConditions.New(Progressing, "True", ReplicaSetUpdated, $"{subject} is progressing.", now);
            // Progress renews the time of update even where status and reason stay: the deadline counts from there.
            if (current is { Status: "True" }) condition.LastTransitionTime = current.LastTransitionTime;
            DeploymentConditions.Remove(status, Progressing);
            DeploymentConditions.Set(status, condition);
        }
        else if (HasTimedOut(deployment, status, now))
        {
            DeploymentConditions.Set(status, DeploymentConditions.New(Progressing, "False", ProgressDeadlineExceeded, $"{subject} has timed out progressing.", now));
        }
    }

    private static bool IsProgressing(V1DeploymentStatus old, V1DeploymentStatus status) =>
        status.UpdatedReplicas > (old.UpdatedReplicas ?? 0)
        || (status.Replicas ?? 0) - (status.UpdatedReplicas ?? 0) < (old.Replicas ?? 0) - (old.UpdatedReplicas ?? 0)
        || status.ReadyReplicas > (old.ReadyReplicas ?? 0)
        || status.AvailableReplicas > (old.AvailableReplicas ?? 0);

    private static bool HasTimedOut(V1Deployment deployment, V1DeploymentStatus status, DateTimeOffset now)
    {
        if (DeploymentConditions.Find(status, Progressing) is not { } progress || progress.Reason == NewReplicaSetAvailable) return false;
        if (progress.Reason == ProgressDeadlineExceeded) return true;
        return progress.LastUpdateTime is { } since && since.AddSeconds(deployment.Spec.ProgressDeadlineSeconds!.Value) < now.UtcDateTime;
    }

    private static V1DeploymentCondition? Failure(DeploymentSets sets)
    {
        var failure = Failure(sets.New) ?? sets.Old.Select(Failure).FirstOrDefault(found => found is not null);
        return failure is null ? null : new V1DeploymentCondition
        {
            Type = failure.Type,
            Status = failure.Status,
            LastTransitionTime = failure.LastTransitionTime,
            LastUpdateTime = failure.LastTransitionTime,
            Reason = failure.Reason,
            Message = failure.Message,
        };
    }

    private static V1ReplicaSetCondition? Failure(V1ReplicaSet? set) => set?.Status.Conditions?.Find(condition => condition.Type == ReplicaFailure);
}
