using System.Collections.Immutable;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Batches;
using Kube.Controllers.Expectations;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>Creates and deletes the pods of jobs.</summary>
internal sealed class JobPodActions(PodControl control, JobTracking tracking, ControllerExpectations expectations)
{
    /// <summary>Carries out a plan.</summary>
    public async Task<JobPodEffect> ApplyAsync(ObjectKey key, V1Job job, JobObservation seen, JobPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.Delete.IsEmpty) return await DeleteAsync(key, job, seen, plan.Delete, release: true, cancellationToken);
        var effect = JobPodEffect.None(seen);
        if (plan.Create.IsEmpty) return effect;
        expectations.Expect(key, plan.Create.Length, []);
        var begun = 0;
        var created = 0;
        var result = await SlowStart.RunAsync(plan.Create.Length, async number =>
        {
            begun++;
            try
            {
                await control.CreateAsync(JobPodTemplates.Instantiate(job, plan.Create[number]), job, cancellationToken);
                Interlocked.Increment(ref created);
            }
            catch (Exception e)
            {
                expectations.CreationObserved(key);
                if (!PodControl.IsNamespaceTerminating(e)) throw;
            }
        });
        if (begun < plan.Create.Length) expectations.CreationObserved(key, plan.Create.Length - begun);
        return effect with { Active = effect.Active + created, Failure = result.Failure };
    }

    /// <summary>Deletes pods.</summary>
    /// <param name="key">The job's key.</param>
    /// <param name="job">The job.</param>
    /// <param name="seen">What is known of it.</param>
    /// <param name="pods">The pods.</param>
    /// <param name="release">Whether they are not to be counted: they did not fail, the job wants fewer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JobPodEffect> DeleteAsync(
        ObjectKey key, V1Job job, JobObservation seen, ImmutableArray<V1Pod> pods, bool release, CancellationToken cancellationToken)
    {
        var effect = JobPodEffect.None(seen);
        if (pods.IsEmpty) return effect;
        expectations.Expect(key, 0, pods.Select(pod => pod.Metadata.Uid!));
        var failures = await Task.WhenAll(pods.Select(pod => DeleteAsync(key, job, pod, release, cancellationToken)));
        var deleted = pods.Where((_, i) => failures[i] is null).ToList();
        return effect with
        {
            Active = effect.Active - deleted.Count,
            Ready = effect.Ready - deleted.Count(PodStates.IsReady),
            Terminating = effect.Terminating + deleted.Count,
            Failure = failures.FirstOrDefault(failure => failure is not null),
        };
    }

    private async Task<Exception?> DeleteAsync(ObjectKey key, V1Job job, V1Pod pod, bool release, CancellationToken cancellationToken)
    {
        try
        {
            if (release && await tracking.ReleaseAsync([pod], cancellationToken) is { } failure) throw failure;
            await control.DeleteAsync(pod, job, cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            expectations.DeletionObserved(key, pod.Metadata.Uid!);
            return e is NotFoundException ? null : e;
        }
    }
}
