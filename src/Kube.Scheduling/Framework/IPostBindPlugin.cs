namespace Kube.Scheduling.Framework;

/// <summary>Told that a pod was bound. Calls for several pods overlap.</summary>
public interface IPostBindPlugin : ISchedulingPlugin
{
    /// <summary>Takes note.</summary>
    void PostBind(CycleState state, PodInfo pod, string nodeName);
}
