using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Batch;
using Kube.Api.Kubernetes.Batch.CronJobs;
using Kube.Api.Kubernetes.Batch.Jobs;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>batch</c>.</summary>
internal static class BatchResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var cron = new CronJobStrategy();
        yield return new()
        {
            Codec = Kinds.Codec("batch", "v1", "CronJob"), Plural = "cronjobs", Namespaced = true, ShortNames = ["cj"], Categories = [Kinds.All], Strategy = cron,
            Table = BatchTables.CronJob, Subresources = [Kinds.Status<V1CronJob>(cron, static (obj, old) => obj.Spec = old.Spec)],
        };
        var job = new JobStrategy();
        yield return new()
        {
            Codec = Kinds.Codec("batch", "v1", "Job"), Plural = "jobs", Namespaced = true, Categories = [Kinds.All], Strategy = job, Table = BatchTables.Job,
            SelectableFields = [new("status.successful", "status.succeeded", Default: "0")], UnknownFieldText = "field label \"{0}\" not supported for Job",
            Subresources = [Kinds.Status<V1Job>(job, static (obj, old) => obj.Spec = old.Spec)],
        };
    }
}
