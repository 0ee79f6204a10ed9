using Kube.Api.Models;
using Kube.Controllers.Jobs;

namespace Kube.Controllers.CronJobs;

/// <summary>Which of the jobs that have ended are too many: decides.</summary>
internal static class CronHistory
{
    /// <summary>The jobs to delete, the oldest first.</summary>
    public static IReadOnlyList<V1Job> TooMany(V1CronJob owner, IEnumerable<V1Job> jobs)
    {
        var ended = jobs.Where(JobConditions.IsFinished).OrderBy(static job => job.Status.StartTime ?? DateTime.MaxValue).ThenBy(static job => job.Metadata.Name, StringComparer.Ordinal).ToList();
        var failed = ended.Where(static job => JobConditions.Has(job, JobNames.Failed)).ToList();
        var succeeded = ended.Where(static job => !JobConditions.Has(job, JobNames.Failed)).ToList();
        return [.. Oldest(succeeded, owner.Spec.SuccessfulJobsHistoryLimit), .. Oldest(failed, owner.Spec.FailedJobsHistoryLimit)];
    }

    private static IEnumerable<V1Job> Oldest(List<V1Job> jobs, int? most) => most is { } limit ? jobs.Take(jobs.Count - limit) : [];
}
