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

    public ValueTask UnschedulableAsync(PodInfo pod, string message, string? nominatedNode, CancellationToken cancellationToken) =>
        calls.AddAsync(token => WriteUnschedulableAsync(pod, message, nominatedNode, token), cancellationToken);

    public ValueTask FailedAsync(PodInfo pod, string message, CancellationToken cancellationToken) =>
        calls.AddAsync(token => WriteFailedAsync(pod, message, token), cancellationToken);

    public ValueTask WriteUnschedulableAsync(PodInfo pod, string message, string? nominatedNode, CancellationToken cancellationToken) =>
        WriteAsync(pod, "Unschedulable", message, nominatedNode, cancellationToken);

    public ValueTask WriteFailedAsync(PodInfo pod, string message, CancellationToken cancellationToken) =>
        WriteAsync(pod, "SchedulerError", message, null, cancellationToken);

    public void WriteFailed(PodInfo pod, Exception failure) => logger.WriteFailed(failure, pod.Key.ToString());

    private async ValueTask WriteAsync(PodInfo pod, string reason, string message, string? nominatedNode, CancellationToken cancellationToken)
    {
        events.Record(new(EventReferences.To(pod.Pod), EventTypes.Warning, "FailedScheduling", Limited(message)) { Action = "Scheduling" });
        if (PodStatusPatch.NotScheduled(pod.Pod, reason, message, nominatedNode, time.GetUtcNow().UtcDateTime) is not { } patch) return;
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
