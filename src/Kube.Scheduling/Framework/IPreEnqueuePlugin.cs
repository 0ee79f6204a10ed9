namespace Kube.Scheduling.Framework;

/// <summary>Decides whether a pod may be tried at all. Called when a pod enters the queue and whenever it changes.</summary>
public interface IPreEnqueuePlugin : ISchedulingPlugin
{
    /// <summary>A rejected pod is gated: it waits until it changes, and costs nothing meanwhile.</summary>
    Verdict PreEnqueue(PodInfo pod);
}
