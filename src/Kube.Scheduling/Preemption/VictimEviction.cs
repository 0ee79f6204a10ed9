using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Scheduling.Binding;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;

namespace Kube.Scheduling.Preemption;

/// <summary>Evicts as upstream: first the condition says why, then the pod is deleted. A pod that a Permit plugin holds is only rejected.</summary>
internal sealed class VictimEviction(IKubeClient client, ApiCalls calls, WaitingPods waiting, SchedulingReports reports, ClusterInbox inbox, TimeProvider time)
    : IVictimEviction
{
    private readonly IResourceClient<V1Pod> _pods = client.For<V1Pod>();

    public ValueTask EvictAsync(PodInfo victim, PodInfo preemptor, string nodeName, CancellationToken cancellationToken)
    {
        if (!waiting.Reject(victim.Uid, PluginNames.DefaultPreemption, "preempted"))
            return calls.AddAsync(token => DeleteAsync(victim, preemptor, nodeName, token), cancellationToken);
        reports.Preempted(victim.Pod, preemptor, nodeName);
        return ValueTask.CompletedTask;
    }

    private async ValueTask DeleteAsync(PodInfo victim, PodInfo preemptor, string nodeName, CancellationToken cancellationToken)
    {
        try
        {
            var message = $"{preemptor.SchedulerName}: preempting to accommodate a higher priority pod";
            await _pods.PatchAsync<V1Pod>(
                victim.Key, "status", PodStatusPatch.Disrupted(victim.Pod, message, time.GetUtcNow().UtcDateTime), WriteOptions.Default, cancellationToken);
            await _pods.DeleteAsync(victim.Key, new() { Preconditions = new() { Uid = victim.Uid } }, cancellationToken);
            reports.Preempted(victim.Pod, preemptor, nodeName);
        }
        catch (NotFoundException)
        {
            // It left by itself.
        }
        catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
        {
            reports.WriteFailed(victim, e);
            inbox.Add(ClusterNoteKind.EvictionFailed, victim);
        }
    }
}
