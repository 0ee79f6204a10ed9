using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.FinishedJobs;

/// <summary>Deletes jobs that say how long they want to be kept after they have ended, when that time is over.</summary>
internal sealed class FinishedJobReconciler(IResourceCache<V1Job> jobs, IKubeClient client, TimeProvider time) : IReconciler<V1Job>
{
    /// <summary>Whether a job asks for it.</summary>
    public static bool Matters(V1Job job) => ExpiresAt(job) is not null;

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!jobs.TryGet(key, out var job) || TimeLeft(job) is not { } left) return ReconcileResult.Done;
        if (left > TimeSpan.Zero) return ReconcileResult.RequeueAfter(left);
        try
        {
            // The cache may be old, and the time to live may have been raised since.
            var fresh = await client.For<V1Job>().GetAsync(key, cancellationToken);
            if (fresh.Metadata.Uid != job.Metadata.Uid || TimeLeft(fresh) is not { } stillLeft) return ReconcileResult.Done;
            if (stillLeft > TimeSpan.Zero) return ReconcileResult.RequeueAfter(stillLeft);
            await client.For<V1Job>().DeleteAsync(key, new() { PropagationPolicy = "Foreground", Preconditions = new() { Uid = fresh.Metadata.Uid } }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Somebody else was faster.
        }

        return ReconcileResult.Done;
    }

    private static DateTime? ExpiresAt(V1Job job)
    {
        if (job.Metadata.DeletionTimestamp is not null || job.Spec?.TtlSecondsAfterFinished is not { } seconds) return null;
        var end = job.Status?.Conditions?.Find(static condition => condition is { Type: "Complete" or "Failed", Status: "True" });
        return end?.LastTransitionTime?.AddSeconds(seconds);
    }

    private TimeSpan? TimeLeft(V1Job job) => ExpiresAt(job) - time.GetUtcNow().UtcDateTime;
}
