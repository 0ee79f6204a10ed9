using System.Globalization;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>What a pod is to its job.</summary>
internal static class JobPods
{
    public static bool IsIndexed(V1Job job) => job.Spec.CompletionMode == "Indexed";

    public static bool HasLimitPerIndex(V1Job job) => job.Spec.BackoffLimitPerIndex is not null;

    public static bool IsSuspended(V1Job job) => job.Spec.Suspend == true;

    /// <summary>Whether a pod is replaced only once it has ended, not when it is told to go.</summary>
    public static bool ReplacesOnlyFailed(V1Job job) => job.Spec.PodReplacementPolicy == "Failed" || (job.Spec.PodReplacementPolicy is null && job.Spec.PodFailurePolicy is not null);

    /// <summary>Whether the pod still waits to be counted.</summary>
    public static bool IsTracked(V1Pod pod) => pod.Metadata.Finalizers?.Contains(JobNames.Tracking) == true;

    /// <summary>Whether the pod counts as failed: it ended so, or it is told to go before it could end.</summary>
    public static bool IsFailed(V1Pod pod, V1Job job)
    {
        if (pod.Status.Phase == PodStates.Failed) return true;
        return !ReplacesOnlyFailed(job) && pod.Metadata.DeletionTimestamp is not null && pod.Status.Phase != PodStates.Succeeded;
    }

    /// <summary>The pod's completion index; null when it has none within the job's completions.</summary>
    public static int? Index(V1Pod pod, V1Job job)
    {
        if (pod.Metadata.Annotations?.TryGetValue(JobNames.CompletionIndex, out var text) != true) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < (job.Spec.Completions ?? 0) ? index : null;
    }

    /// <summary>How often the pod's index had failed before it.</summary>
    public static int FailuresBefore(V1Pod pod, string annotation) =>
        pod.Metadata.Annotations?.TryGetValue(annotation, out var text) == true && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>When the pod ended, as well as can be told.</summary>
    public static DateTime? FinishedAt(V1Pod pod)
    {
        DateTime? latest = null;
        foreach (var status in pod.Status.ContainerStatuses ?? [])
        {
            if (status.State.Terminated is not { } ended) return Otherwise(pod);
            if (ended.FinishedAt is { } at && (latest is null || at > latest)) latest = at;
        }

        return latest ?? Otherwise(pod);
    }

    /// <summary>Restarts of the containers of pods that are not over, for jobs whose pods restart them in place.</summary>
    public static int Restarts(IEnumerable<V1Pod> pods)
    {
        var sum = 0;
        foreach (var pod in pods)
        {
            if (pod.Status.Phase is not (PodStates.Running or PodStates.Pending)) continue;
            foreach (var status in (pod.Status.InitContainerStatuses ?? []).Concat(pod.Status.ContainerStatuses ?? [])) sum += status.RestartCount;
        }

        return sum;
    }

    private static DateTime? Otherwise(V1Pod pod) =>
        PodStates.Condition(pod, "Ready")?.LastTransitionTime ?? pod.Metadata.DeletionTimestamp ?? pod.Metadata.CreationTimestamp;
}
