using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>Deletes the pods of a namespace at a pace.</summary>
internal sealed class PerfDeletion(IKubeClient client, string ns, string labelSelector, int perSecond)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Math.Min(perSecond, 1000)));
            var pods = client.For<V1Pod>();
            await foreach (var pod in pods.ListAllAsync(ns, new() { LabelSelector = labelSelector }, cancellationToken))
            {
                await pace.WaitForNextTickAsync(cancellationToken);
                await pods.DeleteAsync(new(ns, pod.Metadata.Name!), new(), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workload is over.
        }
    }
}
