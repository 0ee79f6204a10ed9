using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Jobs;

/// <summary>Runs jobs to their end: observes with <see cref="JobObservation"/>, decides with <see cref="JobVerdict"/>, <see cref="JobPlan"/> and <see cref="JobAccount"/>,
/// acts.</summary>
internal sealed class JobReconciler : IReconciler<V1Job>
{
    private readonly IKubeClient _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1Job> _jobs;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly TimeProvider _time;
    private readonly ControllerExpectations _expectations;
    private readonly JobPodActions _actions;
    private readonly JobTracking _tracking;
    private readonly JobStatusWriter _writer;
    private readonly JobBackoff _backoff = new();

    public JobReconciler(IKubeClient client, IEventRecorder events, IResourceCache<V1Job> jobs, IResourceCache<V1Pod> pods, IReconcileQueue queue, TimeProvider time)
    {
        _client = client;
        _events = events;
        _jobs = jobs;
        _pods = pods;
        _time = time;
        _expectations = new ControllerExpectations(time);
        _tracking = new JobTracking(client);
        _actions = new JobPodActions(new PodControl(client, events), _tracking, _expectations);
        _writer = new JobStatusWriter(client);
        PodEvents = new JobPodEvents(jobs, _expectations, _tracking, queue);
        pods.AddIndex(PodOwners.Index);
        pods.AddIndex(JobPodEvents.ByJob);
    }

    /// <summary>Hears of pods.</summary>
    public ICacheHandler<V1Pod> PodEvents { get; }

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGet(key, out var cached) || JobConditions.IsFinished(cached))
        {
            await ForgetAsync(key, cached, cancellationToken);
            return ReconcileResult.Done;
        }

        if (cached.Spec.ManagedBy is { Length: > 0 } manager && manager != JobNames.OwnController) return ReconcileResult.Done;
        // Its event is on the way; the wait is for the case that it was missed.
        if (!_writer.IsCurrent(key, cached)) return ReconcileResult.RequeueAfter(TimeSpan.FromSeconds(1));
        try
        {
            return await SyncAsync(key, cached.DeepClone(), cancellationToken);
        }
        catch (ConflictException)
        {
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(20));
        }
        catch (NotFoundException)
        {
            return ReconcileResult.Done;
        }
    }

    // Pods of a job that is over or gone wait for nobody: their finalizer would keep them for ever.
    private async ValueTask ForgetAsync(ObjectKey key, V1Job? finished, CancellationToken cancellationToken)
    {
        _backoff.Forget(key);
        _expectations.Forget(key);
        if (finished is null) _writer.Forget(key);
        var held = _pods.Find(JobPodEvents.ByJob, key.ToString()).Where(pod => finished is null || OwnerReferences.IsControlledBy(pod, finished.Metadata.Uid));
        if (await _tracking.ReleaseAsync(held, cancellationToken) is { } failure) throw new InvalidOperationException(failure.Message, failure);
    }

    private async ValueTask<ReconcileResult> SyncAsync(ObjectKey key, V1Job job, CancellationToken cancellationToken)
    {
        var mayDecide = _expectations.AreMet(key);
        var selector = Selecting.Read(job.Spec.Selector);
        var pods = await new ChildClaims<V1Job, V1Pod>(_client, job, pod => selector.Selects(pod.Metadata), [JobNames.Tracking])
            .ClaimAsync(PodOwners.Candidates(_pods, job.Metadata), cancellationToken);
        var now = _time.GetUtcNow();
        var seen = new JobObservation(job, pods, _tracking.Released(pods));
        var status = job.Status.DeepClone();
        if (status.StartTime is null && !JobPods.IsSuspended(job)) status.StartTime = now.UtcDateTime;

        var left = _backoff.Left(key, seen.NewSucceeded, seen.NewFailed, now);
        var verdict = JobVerdict.Of(seen, now);
        var effect = JobPodEffect.None(seen);
        var next = verdict is null ? JobVerdict.TimeLeft(new V1Job { Spec = job.Spec, Status = status }, now) : null;
        if (verdict is not null)
        {
            if (mayDecide) effect = await _actions.DeleteAsync(key, job, seen, [.. seen.Active], release: false, cancellationToken);
        }
        else if (mayDecide && job.Metadata.DeletionTimestamp is null)
        {
            var plan = JobPlan.For(seen, left, now);
            effect = await _actions.ApplyAsync(key, job, seen, plan, cancellationToken);
            next = plan.Wait is { } wait && (next is null || wait < next) ? wait : next;
            verdict = JobVerdict.ByCompletions(seen, effect.Active);
            if (verdict is null) NoteSuspension(job, status, now);
            else WarnOfSurplus(job, seen, effect);
        }

        status.Active = effect.Active;
        status.Ready = effect.Ready;
        status.Terminating = effect.Terminating;
        await AccountAsync(key, job, status, seen, verdict, now, cancellationToken);
        if (effect.Failure is { } failure) throw new InvalidOperationException(failure.Message, failure);
        return next is { } delay ? ReconcileResult.RequeueAfter(delay) : ReconcileResult.Done;
    }

    private async ValueTask AccountAsync(
        ObjectKey key, V1Job job, V1JobStatus status, JobObservation seen, JobVerdict? verdict, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tracked = seen.Tracked.Select(pod => pod.Metadata.Uid!).ToHashSet();
        JobAccount.Settle(status, tracked);
        var release = JobAccount.Note(status, seen, verdict is { IsSuccess: false }, verdict is not null);
        if (verdict is not null) JobConditions.Announce(status, verdict.IsSuccess ? JobNames.SuccessCriteriaMet : JobNames.FailureTarget, verdict, now);
        var finished = release.Count == 0 && TryFinish(status, verdict, now);
        if (!job.Status.SemanticEquals(status)) await WriteAsync(key, job, status, cancellationToken);
        if (finished) Report(job, verdict!);
        if (release.Count == 0) return;

        // Noted on the server: whatever happens from here on, they are counted once.
        var failure = await _tracking.ReleaseAsync(release, cancellationToken);
        var released = _tracking.Released(release);
        tracked.ExceptWith(released);
        status = job.Status.DeepClone();
        var changed = JobAccount.Settle(status, tracked);
        finished = TryFinish(status, verdict, now);
        if (changed || finished) await WriteAsync(key, job, status, cancellationToken);
        if (finished) Report(job, verdict!);
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
    }

    private async ValueTask WriteAsync(ObjectKey key, V1Job job, V1JobStatus status, CancellationToken cancellationToken)
    {
        job.Status = status;
        await _writer.WriteAsync(key, job, cancellationToken);
    }

    // A job is over when all its pods have ended and all of them are counted.
    private static bool TryFinish(V1JobStatus status, JobVerdict? verdict, DateTimeOffset now)
    {
        if (verdict is null || status.Active > 0 || status.Terminating > 0) return false;
        if (status.UncountedTerminatedPods is { } uncounted && (uncounted.Succeeded is { Count: > 0 } || uncounted.Failed is { Count: > 0 })) return false;
        if (!JobConditions.Announce(status, verdict.IsSuccess ? JobNames.Complete : JobNames.Failed, verdict, now)) return false;
        if (verdict.IsSuccess) status.CompletionTime = now.UtcDateTime;
        return true;
    }

    private void Report(V1Job job, JobVerdict verdict)
    {
        if (verdict.IsSuccess) _events.Event(job, EventTypes.Normal, "Completed", "Job completed");
        else _events.Event(job, EventTypes.Warning, verdict.Reason, verdict.Message);
    }

    private void WarnOfSurplus(V1Job job, JobObservation seen, JobPodEffect effect)
    {
        if (job.Spec.Completions is not { } completions) return;
        if (effect.Active > 0) _events.Event(job, EventTypes.Warning, "TooManyActivePods", "Too many active pods running after completion count reached");
        if (seen.Succeeded > completions) _events.Event(job, EventTypes.Warning, "TooManySucceededPods", "Too many succeeded pods running after completion count reached");
    }

    private void NoteSuspension(V1Job job, V1JobStatus status, DateTimeOffset now)
    {
        var suspended = JobPods.IsSuspended(job);
        if (!JobConditions.SetSuspended(status, suspended, now)) return;
        _events.Event(job, EventTypes.Normal, suspended ? "Suspended" : "Resumed", suspended ? "Job suspended" : "Job resumed");
        // A job that goes on has all its time again.
        if (!suspended) status.StartTime = now.UtcDateTime;
    }
}
