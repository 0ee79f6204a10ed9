namespace Kube.Scheduling.Framework;

/// <summary>Says which nodes can take a pod, one node at a time. Called for every node that the built-in plugins left over; allocates nothing.</summary>
public interface IFilterPlugin : ISchedulingPlugin
{
    /// <summary>Whether the node can take the pod.</summary>
    Verdict Filter(CycleState state, PodInfo pod, NodeView node);
}
