using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Preemption;

/// <summary>Makes pods leave.</summary>
internal interface IVictimEviction
{
    /// <summary>Begins to evict a pod. When the server refuses, the scheduling loop is told.</summary>
    /// <param name="victim">Must leave.</param>
    /// <param name="preemptor">Takes its place.</param>
    /// <param name="nodeName">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask EvictAsync(PodInfo victim, PodInfo preemptor, string nodeName, CancellationToken cancellationToken);
}
