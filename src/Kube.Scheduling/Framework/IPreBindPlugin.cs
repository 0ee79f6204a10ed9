namespace Kube.Scheduling.Framework;

/// <summary>Does what must be done before a pod is bound, such as attaching a volume. Calls for several pods overlap.</summary>
public interface IPreBindPlugin : ISchedulingPlugin
{
    /// <summary>Anything but a yes undoes the attempt.</summary>
    ValueTask<Verdict> PreBindAsync(CycleState state, PodInfo pod, string nodeName, CancellationToken cancellationToken);
}
