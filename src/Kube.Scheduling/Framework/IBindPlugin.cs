namespace Kube.Scheduling.Framework;

/// <summary>Writes that a pod is on a node. Asked in order, those of one's own first, until one does not skip. Calls for several pods overlap.</summary>
public interface IBindPlugin : ISchedulingPlugin
{
    /// <summary>Binds, skips or fails. An <see cref="Kube.Api.Errors.ApiException"/> that it lets through counts as a failure.</summary>
    ValueTask<Verdict> BindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken);
}
