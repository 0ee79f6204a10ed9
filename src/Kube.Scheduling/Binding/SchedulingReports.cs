using Kube.Api.Client;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Microsoft.Extensions.Logging;

namespace Kube.Scheduling.Binding;

/// <summary>Tells users what became of a pod: conditions and events.</summary>
internal sealed class SchedulingReports(IKubeClient client, IEventRecorder events, ApiCalls calls, TimeProvider time, ILogger<SchedulingReports> logger)
{
    private readonly IResourceClient<V1Pod> _pods = client.For<V1Pod>();

    public void Scheduled(PodInfo pod, string nodeName) =>
        events.Record(new(EventReferences.To(pod.Pod), EventTypes.Normal, "Scheduled", $"Successfully assigned {pod.Key} to {nodeName}") { Action = "Binding" });

    public void Preempted(V1Pod victim, PodInfo preemptor, string nodeName) =>
        events.Record(new(EventReferences.To(victim), EventTypes.Normal, "Preempted", $"Preempted by pod {preemptor.Uid} on node {nodeName}")
        {
            Action = "Preempting",
            Related = EventReferences.To(preemptor.Pod),
        });

    public ValueTask UnschedulableAsync(QueuedPod queued, string message, string? nominatedNode, CancellationToken cancellationToken)
    {
        var pod = queued.Pod;
        return AddAsync(queued, token => WriteUnschedulableAsync(pod, message, nominatedNode, token), cancellationToken);
    }

    public ValueTask FailedAsync(QueuedPod queued, string message, CancellationToken cancellationToken)
    {
        var pod = queued.Pod;
        return AddAsync(queued, token => WriteFailedAsync(pod, message, token), cancellationToken);
    }

    /// <summary>A more important pod took the room that was promised to this one.</summary>
    public ValueTask DisplacedAsync(QueuedPod queued, CancellationToken cancellationToken)
    {
        var pod = queued.Pod;
        return AddAsync(queued, token => PatchAsync(pod, PodStatusPatch.NotNominated(), token), cancellationToken);
    }

    public ValueTask WriteUnschedulableAsync(PodInfo pod, string message, string? nominatedNode, CancellationToken cancellationToken) =>
        WriteAsync(pod, "Unschedulable", message, nominatedNode, cancellationToken);

    public ValueTask WriteFailedAsync(PodInfo pod, string message, CancellationToken cancellationToken) =>
        WriteAsync(pod, "SchedulerError", message, null, cancellationToken);

    public void WriteFailed(PodInfo pod, Exception failure) => logger.WriteFailed(failure, pod.Key.ToString());

    /// <summary>What is said of one pod is said in order.</summary>
    private ValueTask AddAsync(QueuedPod queued, Func<CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        var earlier = queued.Reported;
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queued.Reported = reported.Task;
        return calls.AddAsync(
            async token =>
            {
                try
                {
                    await earlier;
                    await write(token);
                }
                finally
                {
                    reported.TrySetResult();
                }
            },
            cancellationToken);
    }

    private async ValueTask WriteAsync(PodInfo pod, string reason, string message, string? nominatedNode, CancellationToken cancellationToken)
    {
        events.Record(new(EventReferences.To(pod.Pod), EventTypes.Warning, "FailedScheduling", Limited(message)) { Action = "Scheduling" });
        if (PodStatusPatch.NotScheduled(pod.Pod, reason, message, nominatedNode, time.GetUtcNow().UtcDateTime) is { } patch)
            await PatchAsync(pod, patch, cancellationToken);
    }

    private async ValueTask PatchAsync(PodInfo pod, PatchBody patch, CancellationToken cancellationToken)
    {
        try
        {
            await _pods.PatchAsync<V1Pod>(pod.Key, "status", patch, WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            // The pod is gone, and nobody asks any more.
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            logger.WriteFailed(e, pod.Key.ToString());
        }
    }

    /// <summary>Events take 1,024 characters.</summary>
    private static string Limited(string message) => message.Length <= 1024 ? message : string.Concat(message.AsSpan(0, 1021), "...");
}
