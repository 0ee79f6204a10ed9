using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>Counts the pods of a job, each exactly once whatever fails in between: a pod that ended is noted by its uid before it is released, and counted when it has been.
/// Pure functions of a status.</summary>
internal static class JobAccount
{
    /// <summary>Most pods that are noted at a time.</summary>
    private const int MostUncounted = 500;

    /// <summary>Counts what was noted and is released by now.</summary>
    /// <returns>Whether that changed the status.</returns>
    public static bool Settle(V1JobStatus status, IReadOnlySet<string> tracked)
    {
        if (status.UncountedTerminatedPods is not { } uncounted) return false;
        var succeeded = uncounted.Succeeded?.RemoveAll(uid => !tracked.Contains(uid)) ?? 0;
        var failed = uncounted.Failed?.RemoveAll(uid => !tracked.Contains(uid)) ?? 0;
        status.Succeeded = (status.Succeeded ?? 0) + succeeded;
        status.Failed = (status.Failed ?? 0) + failed;
        return succeeded + failed > 0;
    }

    /// <summary>Notes pods that ended.</summary>
    /// <param name="status">The status; changed here.</param>
    /// <param name="seen">The job.</param>
    /// <param name="isFailing">Whether the job has failed: then every pod that has not succeeded has failed too.</param>
    /// <param name="isOver">Whether nothing more will be made for it.</param>
    /// <returns>The pods that may be released once the status is written.</returns>
    public static IReadOnlyList<V1Pod> Note(V1JobStatus status, JobObservation seen, bool isFailing, bool isOver)
    {
        var uncounted = status.UncountedTerminatedPods ??= new();
        var release = new List<V1Pod>();
        foreach (var pod in seen.Tracked)
        {
            if (release.Count >= MostUncounted) break;
            if (pod.Status.Phase == PodStates.Succeeded)
            {
                // An index is noted as done; that it was noted before does no harm.
                if (seen.SucceededIndexes is null && !seen.IsUncounted(pod)) (uncounted.Succeeded ??= []).Add(pod.Metadata.Uid!);
                release.Add(pod);
            }
            else if (JobPods.IsFailed(pod, seen.Job) || isFailing)
            {
                if (!isOver && IsNeeded(pod, seen)) continue;
                if (!seen.IsUncounted(pod) && Counts(pod, seen)) (uncounted.Failed ??= []).Add(pod.Metadata.Uid!);
                release.Add(pod);
            }
            else if (seen.Job.Metadata.DeletionTimestamp is not null || (isOver && pod.Metadata.DeletionTimestamp is not null))
            {
                release.Add(pod);
            }
        }

        if (seen.SucceededIndexes is not { } indexes) return release;
        status.CompletedIndexes = indexes.ToString();
        status.Succeeded = indexes.Count;
        if (seen.FailedIndexes is { } failed) status.FailedIndexes = failed.ToString();
        return release;
    }

    private static bool Counts(V1Pod pod, JobObservation seen)
    {
        if (seen.SucceededIndexes is not null && JobPods.Index(pod, seen.Job) is null) return false;
        return FailurePolicy.Match(seen.Job.Spec.PodFailurePolicy, pod).Action != FailureMatch.Ignore;
    }

    // The last failed pod of an index carries its count until another pod of the index does.
    private static bool IsNeeded(V1Pod pod, JobObservation seen)
    {
        if (seen.FailedIndexes is not { } failed || JobPods.Index(pod, seen.Job) is not { } index) return false;
        if (failed.Contains(index) || seen.SucceededIndexes!.Contains(index)) return false;
        if (seen.Active.Any(other => JobPods.Index(other, seen.Job) == index)) return false;
        return JobPlan.LastFailure(seen.Tracked.Where(other => JobPods.IsFailed(other, seen.Job) && JobPods.Index(other, seen.Job) == index)) == pod;
    }
}
