using Kube.Api.Models;

namespace Kube.Controllers.Jobs;

/// <summary>That a job is over, and why.</summary>
/// <param name="IsSuccess">Whether it succeeded.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">For people.</param>
internal sealed record JobVerdict(bool IsSuccess, string Reason, string Message)
{
    /// <summary>Decides whether a job is over before more pods are made for it.</summary>
    /// <returns>Null while it is not.</returns>
    public static JobVerdict? Of(JobObservation seen, DateTimeOffset now) =>
        Standing(seen.Job) ?? ByFailure(seen, now) ?? ByIndexes(seen) ?? ByPolicy(seen);

    /// <summary>Decides whether enough pods have succeeded.</summary>
    /// <param name="seen">The job.</param>
    /// <param name="active">How many pods run after this pass's changes.</param>
    public static JobVerdict? ByCompletions(JobObservation seen, int active)
    {
        var complete = seen.Job.Spec.Completions is { } completions ? seen.Succeeded >= completions : seen.Succeeded > 0 && active == 0;
        return complete ? new(true, JobNames.CompletionsReached, "Reached expected number of succeeded pods") : null;
    }

    /// <summary>When the job runs out of time; null when it has no limit or does not run.</summary>
    public static TimeSpan? TimeLeft(V1Job job, DateTimeOffset now) =>
        job.Spec.ActiveDeadlineSeconds is { } seconds && job.Status.StartTime is { } start && !JobPods.IsSuspended(job)
            ? start.AddSeconds(seconds) - now.UtcDateTime
            : null;

    // What an earlier pass announced holds, whatever the pods look like now.
    private static JobVerdict? Standing(V1Job job)
    {
        var announced = job.Status.Conditions?.Find(condition => condition.Type is JobNames.FailureTarget or JobNames.SuccessCriteriaMet && condition.Status == "True");
        return announced is null ? null : new(announced.Type == JobNames.SuccessCriteriaMet, announced.Reason ?? "", announced.Message ?? "");
    }

    private static JobVerdict? ByFailure(JobObservation seen, DateTimeOffset now)
    {
        var job = seen.Job;
        foreach (var pod in seen.Pods)
            if (JobPods.IsFailed(pod, job) && FailurePolicy.Match(job.Spec.PodFailurePolicy, pod).Message is { } message) return new(false, JobNames.PodFailurePolicy, message);
        var limit = job.Spec.BackoffLimit ?? int.MaxValue;
        if (seen.Failed > limit || RestartsExceed(seen, limit)) return new(false, JobNames.BackoffLimitExceeded, "Job has reached the specified backoff limit");
        return TimeLeft(job, now) is { } left && left <= TimeSpan.Zero
            ? new(false, JobNames.DeadlineExceeded, "Job was active longer than specified deadline")
            : null;
    }

    // Containers that restart in place fail without their pod failing.
    private static bool RestartsExceed(JobObservation seen, int limit)
    {
        if (seen.Job.Spec.Template.Spec.RestartPolicy != "OnFailure") return false;
        var restarts = JobPods.Restarts(seen.Pods);
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private static JobVerdict? ByIndexes(JobObservation seen)
    {
        if (seen.FailedIndexes is not { } failed) return null;
        if (seen.Job.Spec.MaxFailedIndexes is { } most && failed.Count > most)
            return new(false, JobNames.MaxFailedIndexesExceeded, "Job has exceeded the specified maximal number of failed indexes");
        return failed.Count > 0 && failed.Count + seen.Succeeded >= seen.Job.Spec.Completions ? new(false, JobNames.FailedIndexes, "Job has failed indexes") : null;
    }

    private static JobVerdict? ByPolicy(JobObservation seen)
    {
        if (seen.SucceededIndexes is not { } succeeded || seen.Job.Spec.SuccessPolicy is not { } policy) return null;
        var completions = seen.Job.Spec.Completions ?? 0;
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var rule = policy.Rules[i];
            var among = string.IsNullOrEmpty(rule.SucceededIndexes) ? null : IndexSet.Parse(rule.SucceededIndexes, completions);
            var met = among is null ? succeeded.Count : Enumerable.Range(0, completions).Count(index => among.Contains(index) && succeeded.Contains(index));
            if (met >= (rule.SucceededCount ?? among?.Count ?? int.MaxValue)) return new(true, JobNames.SuccessPolicy, $"Matched rules at index {i}");
        }

        return null;
    }
}
