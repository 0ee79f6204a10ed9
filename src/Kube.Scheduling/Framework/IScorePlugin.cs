namespace Kube.Scheduling.Framework;

/// <summary>Ranks the nodes that can take a pod, one node at a time; allocates nothing.</summary>
public interface IScorePlugin : ISchedulingPlugin
{
    /// <summary>0 to 100 where the plugin does not normalize; more is better. Multiplied by the plugin's weight.</summary>
    long Score(CycleState state, PodInfo pod, NodeView node);
}
