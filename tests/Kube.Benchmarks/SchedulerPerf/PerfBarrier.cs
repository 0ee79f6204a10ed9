using System.Diagnostics;
using Kube.Api.Client;
using Kube.Api.Models;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>Waits until the pods that an operation names have come as far as it says: to a node, or to a first attempt.</summary>
internal sealed class PerfBarrier(IKubeClient client, PerfOperation operation)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var suffices = operation.Text("stageRequirement") switch
        {
            null or "Scheduled" => (Func<V1Pod, bool>)(static _ => false),
            "Attempted" => WasAttempted,
            var stage => throw new NotSupportedException($"the stage {stage} of a barrier is not supported"),
        };
        var started = Stopwatch.GetTimestamp();
        while (!await IsOverAsync(suffices, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > patience) throw new TimeoutException($"pods did not reach a barrier within {patience}");
            await Task.Delay(s_interval, cancellationToken);
        }
    }

    private static bool WasAttempted(V1Pod pod) => pod.Status?.Conditions?.Exists(static condition => condition.Type == "PodScheduled") == true;

    private async Task<bool> IsOverAsync(Func<V1Pod, bool> suffices, CancellationToken cancellationToken)
    {
        // Those that have no node are the only ones in question.
        var waiting = client.For<V1Pod>().ListAllAsync("", new() { FieldSelector = "spec.nodeName=", LabelSelector = operation.LabelSelector }, cancellationToken);
        await foreach (var pod in waiting)
            if (operation.Concerns(pod.Metadata.Namespace!) && !suffices(pod)) return false;
        return true;
    }
}
