using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Jobs;

/// <summary>Turns changes of pods into keys of jobs, and into expectations met.</summary>
internal sealed class JobPodEvents(IResourceCache<V1Job> jobs, ControllerExpectations expectations, JobTracking tracking, IReconcileQueue queue) : ICacheHandler<V1Pod>
{
    /// <summary>Files pods that hold the finalizer under the job that they name, which may be gone.</summary>
    public static CacheIndex<V1Pod> ByJob { get; } = new("tracking job", pod => JobPods.IsTracked(pod) && JobOf(pod) is { } job ? [job.ToString()] : []);

    public void Added(V1Pod obj, bool isInitial)
    {
        if (obj.Metadata.DeletionTimestamp is not null)
        {
            Deleting(obj);
            return;
        }

        if (JobOf(obj) is { } job)
        {
            expectations.CreationObserved(job);
            queue.Add(job, isInitial);
            return;
        }

        if (OwnerReferences.ControllerOf(obj) is not null) return;
        foreach (var candidate in jobs.List(obj.Metadata.Namespace!))
            if (Selecting.Read(candidate.Spec.Selector).Selects(obj.Metadata)) queue.Add(candidate.Key(), isInitial);
    }

    public void Updated(V1Pod old, V1Pod current)
    {
        if (!JobPods.IsTracked(current)) tracking.Observed(current);
        if (current.Metadata.DeletionTimestamp is not null)
        {
            Deleting(current);
            return;
        }

        if (JobOf(old) is { } former) queue.Add(former, isInitial: false);
        if (JobOf(current) is { } job) queue.Add(job, isInitial: false);
    }

    public void Deleted(V1Pod last)
    {
        tracking.Observed(last);
        Deleting(last);
    }

    private void Deleting(V1Pod pod)
    {
        if (JobOf(pod) is not { } job) return;
        expectations.DeletionObserved(job, pod.Metadata.Uid!);
        queue.Add(job, isInitial: false);
    }

    private static ObjectKey? JobOf(V1Pod pod) =>
        OwnerReferences.ControllerOf(pod) is { Kind: V1Job.KubeKind, ApiVersion: V1Job.KubeApiVersion } owner ? new(pod.Metadata.Namespace!, owner.Name) : null;
}
