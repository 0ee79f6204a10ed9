using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>A pod to create.</summary>
/// <param name="Index">Its completion index; null unless the job is indexed.</param>
/// <param name="Replaces">The failed pod of that index whose count of failures it goes on with.</param>
internal readonly record struct JobPodPlan(int? Index, V1Pod? Replaces);

/// <summary>Which pods a job that goes on creates or deletes.</summary>
/// <param name="Create">The pods to create.</param>
/// <param name="Delete">The pods to delete.</param>
/// <param name="Wait">How long to wait before any may be created; null: not at all.</param>
internal sealed record JobPlan(ImmutableArray<JobPodPlan> Create, ImmutableArray<V1Pod> Delete, TimeSpan? Wait)
{
    /// <summary>Most pods that one pass creates or deletes.</summary>
    public const int Burst = 500;

    private static readonly JobPlan s_nothing = new([], [], null);

    /// <summary>Decides.</summary>
    /// <param name="seen">The job.</param>
    /// <param name="backoff">What is left of the wait after failures.</param>
    /// <param name="now">The time.</param>
    public static JobPlan For(JobObservation seen, TimeSpan backoff, DateTimeOffset now)
    {
        var job = seen.Job;
        var active = seen.Active.Count;
        var wanted = JobPods.IsSuspended(job) ? 0 : Wanted(seen);
        var delete = ToDelete(seen, Math.Max(0, active - wanted), now);
        if (delete.Length > 0) return s_nothing with { Delete = delete };
        var missing = wanted - active - (JobPods.ReplacesOnlyFailed(job) ? seen.Terminating : 0);
        if (missing <= 0) return s_nothing;
        if (!JobPods.HasLimitPerIndex(job) && backoff > TimeSpan.Zero) return s_nothing with { Wait = backoff };
        missing = Math.Min(missing, Burst);
        return JobPods.IsIndexed(job) ? CreateIndexes(seen, missing, now) : s_nothing with { Create = [.. Enumerable.Repeat(default(JobPodPlan), missing)] };
    }

    private static int Wanted(JobObservation seen)
    {
        var parallelism = seen.Job.Spec.Parallelism ?? 1;
        // Without a number of completions the first success ends it: nothing new, and what runs may end.
        if (seen.Job.Spec.Completions is not { } completions) return seen.Succeeded > 0 ? seen.Active.Count : parallelism;
        return Math.Clamp(completions - seen.Succeeded - (seen.FailedIndexes?.Count ?? 0), 0, parallelism);
    }

    private static JobPlan CreateIndexes(JobObservation seen, int count, DateTimeOffset now)
    {
        var job = seen.Job;
        var busy = seen.Pods.Where(pod => PodStates.IsActive(pod) || (JobPods.ReplacesOnlyFailed(job) && PodStates.IsTerminating(pod)))
            .Select(pod => JobPods.Index(pod, job)).ToHashSet();
        var failures = seen.Tracked.Where(pod => JobPods.IsFailed(pod, job)).ToLookup(pod => JobPods.Index(pod, job));
        var create = ImmutableArray.CreateBuilder<JobPodPlan>();
        TimeSpan? wait = null;
        for (var index = 0; index < job.Spec.Completions && create.Count < count; index++)
        {
            if (seen.SucceededIndexes!.Contains(index) || seen.FailedIndexes?.Contains(index) == true || busy.Contains(index)) continue;
            if (!JobPods.HasLimitPerIndex(job))
            {
                create.Add(new(index, null));
                continue;
            }

            // Each index waits for itself alone.
            var last = LastFailure(failures[index]);
            var left = last is null ? TimeSpan.Zero : JobBackoff.Left(Count(last) + 1, JobPods.FinishedAt(last) ?? now.UtcDateTime, now);
            if (left > TimeSpan.Zero) wait = wait is null || left < wait ? left : wait;
            else create.Add(new(index, last));
        }

        return s_nothing with { Create = create.ToImmutable(), Wait = create.Count > 0 ? null : wait };
    }

    /// <summary>The failed pod of an index that carries its count: the one with most failures before it.</summary>
    public static V1Pod? LastFailure(IEnumerable<V1Pod> failures) => failures.MaxBy(Count);

    private static int Count(V1Pod pod) => JobPods.FailuresBefore(pod, JobNames.IndexFailureCount) + JobPods.FailuresBefore(pod, JobNames.IndexIgnoredFailureCount);

    // First pods that should not be: without an index, or a second one of an index. Then those whose loss costs least.
    private static ImmutableArray<V1Pod> ToDelete(JobObservation seen, int least, DateTimeOffset now)
    {
        var ranking = new PodDeletionRanking(new Dictionary<string, int>(), now);
        var ranked = seen.Active.Order(ranking).ToList();
        var delete = new List<V1Pod>();
        if (JobPods.IsIndexed(seen.Job))
        {
            // Of several with one index the one that costs most stays.
            var kept = new HashSet<int>();
            foreach (var pod in Enumerable.Reverse(ranked))
                if (JobPods.Index(pod, seen.Job) is not { } index || seen.SucceededIndexes!.Contains(index) || !kept.Add(index)) delete.Add(pod);
            ranked.RemoveAll(delete.Contains);
        }

        if (delete.Count < least) delete.AddRange(ranked.Take(least - delete.Count));
        return [.. delete.Take(Burst)];
    }
}
