using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>What a pass knows of a job: the job as the cache has it, its pods, and what follows from them. Nothing in it changes.</summary>
internal sealed class JobObservation
{
    /// <summary>Works it out.</summary>
    /// <param name="job">The job.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="untracked">The uids of pods that were released already, whatever the cache still shows.</param>
    public JobObservation(V1Job job, IReadOnlyList<V1Pod> pods, IReadOnlySet<string> untracked)
    {
        Job = job;
        Pods = pods;
        Tracked = [.. pods.Where(pod => JobPods.IsTracked(pod) && !untracked.Contains(pod.Metadata.Uid!))];
        Active = [.. pods.Where(PodStates.IsActive)];
        Terminating = pods.Count(PodStates.IsTerminating);
        UncountedSucceeded = new HashSet<string>(job.Status.UncountedTerminatedPods?.Succeeded ?? []);
        UncountedFailed = new HashSet<string>(job.Status.UncountedTerminatedPods?.Failed ?? []);
        NewSucceeded = [.. Tracked.Where(pod => pod.Status.Phase == PodStates.Succeeded && !IsUncounted(pod))];
        NewFailed = [.. Tracked.Where(pod => JobPods.IsFailed(pod, job) && !IsUncounted(pod) && (!JobPods.IsIndexed(job) || JobPods.Index(pod, job) is not null))];
        if (!JobPods.IsIndexed(job))
        {
            Succeeded = (job.Status.Succeeded ?? 0) + NewSucceeded.Count + UncountedSucceeded.Count;
        }
        else
        {
            var completions = job.Spec.Completions ?? 0;
            SucceededIndexes = IndexSet.Parse(job.Status.CompletedIndexes, completions);
            foreach (var pod in Tracked)
                if (pod.Status.Phase == PodStates.Succeeded && JobPods.Index(pod, job) is { } index) SucceededIndexes.Add(index);
            Succeeded = SucceededIndexes.Count;
            if (JobPods.HasLimitPerIndex(job)) FindFailedIndexes(completions);
        }

        Failed = (job.Status.Failed ?? 0) + NewFailed.Count(pod => FailurePolicy.Match(job.Spec.PodFailurePolicy, pod).Counts || HasFailedForGood(pod)) + UncountedFailed.Count;
    }

    public V1Job Job { get; }

    public IReadOnlyList<V1Pod> Pods { get; }

    /// <summary>The pods that hold the finalizer.</summary>
    public IReadOnlyList<V1Pod> Tracked { get; }

    public IReadOnlyList<V1Pod> Active { get; }

    public int Terminating { get; }

    public IReadOnlySet<string> UncountedSucceeded { get; }

    public IReadOnlySet<string> UncountedFailed { get; }

    /// <summary>The pods that succeeded and are neither counted nor noted as uncounted.</summary>
    public IReadOnlyList<V1Pod> NewSucceeded { get; }

    /// <summary>Likewise those that failed.</summary>
    public IReadOnlyList<V1Pod> NewFailed { get; }

    public int Succeeded { get; }

    public int Failed { get; }

    /// <summary>The indexes that are done; null unless the job is indexed.</summary>
    public IndexSet? SucceededIndexes { get; }

    /// <summary>The indexes given up; null unless the job has a limit per index.</summary>
    public IndexSet? FailedIndexes { get; private set; }

    public bool IsUncounted(V1Pod pod) => UncountedSucceeded.Contains(pod.Metadata.Uid!) || UncountedFailed.Contains(pod.Metadata.Uid!);

    private bool HasFailedForGood(V1Pod pod) =>
        FailedIndexes is not null && JobPods.Index(pod, Job) is { } index && FailedIndexes.Contains(index)
        && FailurePolicy.Match(Job.Spec.PodFailurePolicy, pod).Action != FailureMatch.Ignore;

    private void FindFailedIndexes(int completions)
    {
        FailedIndexes = IndexSet.Parse(Job.Status.FailedIndexes, completions);
        foreach (var pod in Tracked)
        {
            if (!JobPods.IsFailed(pod, Job) || JobPods.Index(pod, Job) is not { } index || SucceededIndexes!.Contains(index)) continue;
            var match = FailurePolicy.Match(Job.Spec.PodFailurePolicy, pod);
            if (match.Action == FailureMatch.FailIndex || (match.Counts && JobPods.FailuresBefore(pod, JobNames.IndexFailureCount) >= Job.Spec.BackoffLimitPerIndex))
                FailedIndexes.Add(index);
        }
    }
}
