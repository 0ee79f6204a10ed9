using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Expectations;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Jobs;

/// <summary>Hears of the pods of jobs.</summary>
internal sealed class JobPodEvents(IResourceCache<V1Job> jobs, ControllerExpectations expectations, JobTracking tracking, IReconcileQueue queue)
    : OwnedPodEvents(expectations, queue)
{
    /// <summary>Files pods that hold the finalizer under the job that they name, which may be gone.</summary>
    public static CacheIndex<V1Pod> ByJob { get; } = new("tracking job", pod => JobPods.IsTracked(pod) && JobOf(pod) is { } job ? [job.ToString()] : []);

    // By name alone: pods whose job is gone still have to be let go.
    protected override ObjectKey? OwnerOf(V1Pod pod) => JobOf(pod);

    protected override IEnumerable<ObjectKey> AdoptersOf(V1Pod orphan) => jobs.List(orphan.Metadata.Namespace!)
        .Where(job => Selecting.Read(job.Spec.Selector).Selects(orphan.Metadata)).Select(static job => job.Key());

    protected override void Seen(V1Pod current)
    {
        if (!JobPods.IsTracked(current)) tracking.Observed(current);
    }

    protected override void Gone(V1Pod last) => tracking.Observed(last);

    private static ObjectKey? JobOf(V1Pod pod) =>
        OwnerReferences.ControllerOf(pod) is { Kind: V1Job.KubeKind, ApiVersion: V1Job.KubeApiVersion } owner ? new(pod.Metadata.Namespace!, owner.Name) : null;
}
