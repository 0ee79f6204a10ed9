using Kube.Api.Models;
using Kube.Controllers.FinishedJobs;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.FinishedJobs;

public sealed class FinishedJobReconcilerTests
{
    [Fact]
    public async Task Reconcile_JobHasEnded_IsDeletedWhenItsTimeIsOver()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddFinishedJobController());
        await EndAsync(cluster, "short", 60);
        await EndAsync(cluster, "kept", null);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(58), Cancel);
        Assert.NotNull(await cluster.FindAsync<V1Job>("default", "short"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(3), Cancel);

        // Nobody collects its dependents here, so it stays marked.
        Assert.NotNull((await cluster.FindAsync<V1Job>("default", "short"))!.Metadata.DeletionTimestamp);
        Assert.Null((await cluster.FindAsync<V1Job>("default", "kept"))!.Metadata.DeletionTimestamp);
    }

    private static async Task EndAsync(Testing.Cluster.TestCluster cluster, string name, int? seconds)
    {
        var job = await cluster.AddAsync(new V1Job
        {
            Metadata = new() { Name = name, Namespace = "default" },
            Spec = new()
            {
                TtlSecondsAfterFinished = seconds,
                Template = new() { Spec = new() { RestartPolicy = "Never", Containers = [new() { Name = "work", Image = "hello" }] } },
            },
        });
        var now = cluster.Time.GetUtcNow().UtcDateTime;
        job.Status = new()
        {
            StartTime = now,
            CompletionTime = now,
            Succeeded = 1,
            UncountedTerminatedPods = new(),
            Conditions =
            [
                new() { Type = "SuccessCriteriaMet", Status = "True", LastTransitionTime = now },
                new() { Type = "Complete", Status = "True", LastTransitionTime = now },
            ],
        };
        await cluster.UpdateStatusAsync(job);
    }
}
