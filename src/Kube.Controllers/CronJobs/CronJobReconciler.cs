using System.Globalization;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Jobs;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.CronJobs;

/// <summary>Starts jobs at their times, and keeps account of those that run: decides with <see cref="CronPlan"/> and <see cref="CronHistory"/>, acts.</summary>
internal sealed class CronJobReconciler : IReconciler<V1CronJob>
{
    private const string ScheduledAt = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    // Past the time itself: clocks are never quite the same.
    private static readonly TimeSpan s_after = TimeSpan.FromMilliseconds(100);

    private static readonly CacheIndex<V1Job> s_byOwner = new("cron job", static job =>
        OwnerReferences.ControllerOf(job) is { Kind: V1CronJob.KubeKind } owner ? [owner.Uid] : []);

    private readonly IKubeClient _client;
    private readonly IEventRecorder _events;
    private readonly IResourceCache<V1CronJob> _crons;
    private readonly SeenWrites<V1CronJob> _writes;
    private readonly IResourceCache<V1Job> _jobs;
    private readonly TimeProvider _time;

    public CronJobReconciler(IKubeClient client, IEventRecorder events, IResourceCache<V1CronJob> crons, IResourceCache<V1Job> jobs, TimeProvider time)
    {
        (_client, _events, _crons, _jobs, _time) = (client, events, crons, jobs, time);
        _writes = new SeenWrites<V1CronJob>(client, crons);
        jobs.AddIndex(s_byOwner);
    }

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_crons.TryGet(key, out var cached)) return ReconcileResult.Done;
        var cron = cached.DeepClone();
        cron.Status ??= new();
        try
        {
            var jobs = _jobs.Find(s_byOwner, cron.Metadata.Uid!).ToList();
            foreach (var job in CronHistory.TooMany(cron, jobs)) await DeleteAsync(cron, job, cancellationToken);
            await AccountAsync(cron, jobs, cancellationToken);
            var result = await StartAsync(cron, cancellationToken);
            await WriteAsync(cached, cron, cancellationToken);
            return result;
        }
        catch (NotFoundException)
        {
            return ReconcileResult.Done;
        }
    }

    // Which runs are still on, and which have ended.
    private async ValueTask AccountAsync(V1CronJob cron, List<V1Job> jobs, CancellationToken cancellationToken)
    {
        var active = cron.Status.Active ??= [];
        foreach (var job in jobs)
        {
            var known = active.Exists(reference => reference.Uid == job.Metadata.Uid);
            var finished = JobConditions.IsFinished(job);
            if (!known && !finished) _events.Event(cron, EventTypes.Warning, "UnexpectedJob", $"Saw a job that the controller did not create or forgot: {job.Metadata.Name}");
            if (known && finished)
            {
                active.RemoveAll(reference => reference.Uid == job.Metadata.Uid);
                var condition = JobConditions.Has(job, JobNames.Failed) ? JobNames.Failed : JobNames.Complete;
                _events.Event(cron, EventTypes.Normal, "SawCompletedJob", $"Saw completed job: {job.Metadata.Name}, condition: {condition}");
            }

            if (JobConditions.Has(job, JobNames.Complete) && job.Status.CompletionTime is { } end && !(cron.Status.LastSuccessfulTime >= end)) cron.Status.LastSuccessfulTime = end;
        }

        foreach (var reference in active.Where(reference => jobs.TrueForAll(job => job.Metadata.Uid != reference.Uid)).ToList())
        {
            try
            {
                var found = await _client.For<V1Job>().GetAsync(new(reference.Namespace ?? cron.Metadata.Namespace!, reference.Name!), cancellationToken);
                if (found.Metadata.Uid == reference.Uid) continue;
            }
            catch (NotFoundException)
            {
                // As was to be found out.
            }

            _events.Event(cron, EventTypes.Normal, "MissingJob", $"Active job went missing: {reference.Name}");
            active.Remove(reference);
        }
    }

    private async ValueTask<ReconcileResult> StartAsync(V1CronJob cron, CancellationToken cancellationToken)
    {
        if (cron.Metadata.DeletionTimestamp is not null) return ReconcileResult.Done;
        var zone = TimeZoneInfo.Utc;
        if (cron.Spec.TimeZone is { Length: > 0 } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            _events.Event(cron, EventTypes.Warning, "UnknownTimeZone", $"invalid timeZone: \"{name}\": unknown time zone {name}");
            return ReconcileResult.Done;
        }

        if (cron.Spec.Suspend == true) return ReconcileResult.Done;
        var now = _time.GetUtcNow();
        CronPlan plan;
        try
        {
            plan = CronPlan.For(cron, CronTimes.Parse(cron.Spec.Schedule, zone!), now);
        }
        catch (FormatException e)
        {
            _events.Event(cron, EventTypes.Warning, "UnparseableSchedule", $"unparseable schedule: \"{cron.Spec.Schedule}\" : {e.Message}");
            return ReconcileResult.Done;
        }

        if (plan.Missed > CronPlan.Many)
            _events.Event(cron, EventTypes.Warning, "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        if (plan.Due is { } due) await StartAsync(cron, due, zone!, now, cancellationToken);
        return plan.Next is { } next ? ReconcileResult.RequeueAfter(next - now + s_after) : ReconcileResult.Done;
    }

    private async ValueTask StartAsync(V1CronJob cron, DateTimeOffset due, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (CronPlan.IsTooLate(cron, due, now))
        {
            _events.Event(cron, EventTypes.Warning, "MissSchedule", $"Missed scheduled time to start a job: {due.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)}");
            return;
        }

        var name = $"{cron.Metadata.Name}-{due.ToUnixTimeSeconds() / 60}";
        var active = cron.Status.Active!;
        if (active.Exists(reference => reference.Name == name) || cron.Status.LastScheduleTime == due.UtcDateTime) return;
        if (cron.Spec.ConcurrencyPolicy == "Forbid" && active.Count > 0)
        {
            _events.Event(cron, EventTypes.Normal, "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }

        if (cron.Spec.ConcurrencyPolicy == "Replace") await ReplaceAsync(cron, active, cancellationToken);
        if (await CreateAsync(cron, Make(cron, name, due, zone), cancellationToken) is not { } job) return;
        active.Add(new() { Kind = V1Job.KubeKind, ApiVersion = V1Job.KubeApiVersion, Namespace = job.Metadata.Namespace, Name = job.Metadata.Name, Uid = job.Metadata.Uid, ResourceVersion = job.Metadata.ResourceVersion });
        cron.Status.LastScheduleTime = due.UtcDateTime;
    }

    private async ValueTask ReplaceAsync(V1CronJob cron, List<V1ObjectReference> active, CancellationToken cancellationToken)
    {
        foreach (var reference in active.ToList())
        {
            if (_jobs.TryGet(new(cron.Metadata.Namespace!, reference.Name!), out var job)) await DeleteAsync(cron, job, cancellationToken);
            active.Remove(reference);
        }
    }

    private static V1Job Make(V1CronJob cron, string name, DateTimeOffset due, TimeZoneInfo zone)
    {
        var template = cron.Spec.JobTemplate;
        var local = TimeZoneInfo.ConvertTime(due, zone);
        return new()
        {
            Metadata = new()
            {
                Name = name,
                Namespace = cron.Metadata.Namespace,
                Labels = template.Metadata.Labels is null ? null : new(template.Metadata.Labels),
                Annotations = new(template.Metadata.Annotations ?? [])
                {
                    [ScheduledAt] = local.ToString(local.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
                },
                OwnerReferences = [OwnerReferences.ToController(cron)],
            },
            Spec = template.Spec.DeepClone(),
        };
    }

    private async ValueTask<V1Job?> CreateAsync(V1CronJob cron, V1Job job, CancellationToken cancellationToken)
    {
        try
        {
            var created = await _client.For<V1Job>().CreateAsync(job, WriteOptions.Default, cancellationToken);
            await _jobs.WaitForRevisionAsync(created.Metadata.ResourceVersion!, cancellationToken);
            _events.Event(cron, EventTypes.Normal, "SuccessfulCreate", $"Created job {created.Metadata.Name}");
            return created;
        }
        catch (AlreadyExistsException)
        {
            // Made by the pass before, whose status could not be written; or by another for its own ends.
            var found = await _client.For<V1Job>().GetAsync(job.Key(), cancellationToken);
            return OwnerReferences.IsControlledBy(found, cron.Metadata.Uid) && !JobConditions.IsFinished(found) ? found : null;
        }
        catch (ApiException e) when (PodControl.IsNamespaceTerminating(e))
        {
            return null;
        }
        catch (ApiException e)
        {
            _events.Event(cron, EventTypes.Warning, "FailedCreate", $"Error creating job: {e.Message}");
            throw;
        }
    }

    private async ValueTask DeleteAsync(V1CronJob cron, V1Job job, CancellationToken cancellationToken)
    {
        try
        {
            await _client.For<V1Job>().DeleteAsync(job.Key(), new() { PropagationPolicy = "Background", Preconditions = new() { Uid = job.Metadata.Uid } }, cancellationToken);
            _events.Event(cron, EventTypes.Normal, "SuccessfulDelete", $"Deleted job {job.Metadata.Name}");
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
        catch (ApiException e)
        {
            _events.Event(cron, EventTypes.Warning, "FailedDelete", $"Deleted job: {e.Message}");
            throw;
        }
    }

    private async ValueTask WriteAsync(V1CronJob before, V1CronJob cron, CancellationToken cancellationToken)
    {
        if (cron.Status.Active is { Count: 0 }) cron.Status.Active = null;
        if (before.Status?.SemanticEquals(cron.Status) == true) return;
        await _writes.UpdateStatusAsync(cron, cancellationToken);
    }
}
