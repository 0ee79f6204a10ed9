using Kube.Node.Agent;

namespace Kube.Node.Eviction;

/// <summary>Ends pods that keep more on the node's disk than they may.</summary>
internal sealed class StorageLimitLoop(PodUses pods, NodeEvents events)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>One look.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        foreach (var use in await pods.MeasureAsync(pod => !EvictionRanking.IsCritical(pod) && StorageLimits.HasAny(pod), disk: true, cancellationToken))
        {
            if (StorageLimits.Exceeded(use.Pod, use.Stats, use.Storage) is not { } message) continue;
            events.Pod(use.Pod, NodeEventsExtensions.Warning, "Evicted", message);
            pods.Evict(use, message, s_grace);
        }
    }
}
