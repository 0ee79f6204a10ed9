using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.ReplicaSets;

/// <summary>The status of a set of replicas.</summary>
internal static class ReplicaStatus
{
    public const string ReplicaFailure = "ReplicaFailure";

    /// <summary>Computes it.</summary>
    /// <param name="set">The set as it was read.</param>
    /// <param name="active">Its pods that run or will.</param>
    /// <param name="terminating">How many of its pods are on their way out.</param>
    /// <param name="failure">Why this pass could not create or delete, if so.</param>
    /// <param name="difference">Pods there are, less those wanted.</param>
    /// <param name="now">The time.</param>
    public static V1ReplicaSetStatus Of(V1ReplicaSet set, IReadOnlyList<V1Pod> active, int terminating, string? failure, int difference, DateTimeOffset now)
    {
        var template = Selecting.Read(set.Spec.Template.Metadata.Labels) ?? Kube.Api.Selectors.LabelSelector.Everything;
        int labeled = 0, ready = 0, available = 0;
        foreach (var pod in active)
        {
            if (template.Selects(pod.Metadata)) labeled++;
            if (!PodStates.IsReady(pod)) continue;
            ready++;
            if (PodStates.IsAvailable(pod, set.Spec.MinReadySeconds ?? 0, now)) available++;
        }

        var status = set.Status.DeepClone();
        status.Replicas = active.Count;
        status.FullyLabeledReplicas = labeled;
        status.ReadyReplicas = ready;
        status.AvailableReplicas = available;
        status.TerminatingReplicas = terminating;
        status.ObservedGeneration = set.Metadata.Generation;
        Report(status, failure, difference, now);
        return status;
    }

    /// <summary>Whether a status says nothing new.</summary>
    public static bool Same(V1ReplicaSetStatus a, V1ReplicaSetStatus b) => a.SemanticEquals(b);

    private static void Report(V1ReplicaSetStatus status, string? failure, int difference, DateTimeOffset now)
    {
        var reported = status.Conditions?.Exists(condition => condition.Type == ReplicaFailure) == true;
        if (failure is null)
        {
            if (reported) status.Conditions!.RemoveAll(condition => condition.Type == ReplicaFailure);
            return;
        }

        // One that stands is left as it is: its time says since when.
        if (reported) return;
        (status.Conditions ??= []).Add(new V1ReplicaSetCondition
        {
            Type = ReplicaFailure,
            Status = "True",
            LastTransitionTime = now.UtcDateTime,
            Reason = difference < 0 ? "FailedCreate" : "FailedDelete",
            Message = failure,
        });
    }
}
