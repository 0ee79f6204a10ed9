namespace Kube.Scheduling.Framework;

/// <summary>Keeps accounts of its own for pods that have a node. Called before the next pod is looked at.</summary>
public interface IReservePlugin : ISchedulingPlugin
{
    /// <summary>Takes what the pod needs on the node; a rejection undoes the attempt.</summary>
    Verdict Reserve(CycleState state, PodInfo pod, string nodeName);

    /// <summary>Gives it back. Called for every Reserve plugin, in reverse order, also for those that were not asked: idempotent.</summary>
    void Unreserve(CycleState state, PodInfo pod, string nodeName);
}
