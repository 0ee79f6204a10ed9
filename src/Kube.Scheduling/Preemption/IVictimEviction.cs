using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Preemption;

/// <summary>Makes pods leave.</summary>
internal interface IVictimEviction
{
    /// <summary>Begins to evict a pod.</summary>
    /// <param name="victim">Must leave.</param>
    /// <param name="preemptor">Takes its place.</param>
    /// <param name="nodeName">Where.</param>
    /// <param name="failed">Called on the scheduling loop when the server refuses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask EvictAsync(PodInfo victim, PodInfo preemptor, string nodeName, Action failed, CancellationToken cancellationToken);
}
