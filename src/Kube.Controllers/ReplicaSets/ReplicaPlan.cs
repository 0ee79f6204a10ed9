using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.ReplicaSets;

/// <summary>What a set of replicas lacks or has too much of.</summary>
/// <param name="Create">How many pods to create now.</param>
/// <param name="Delete">The pods to delete now, those whose loss costs least first.</param>
/// <param name="Difference">Pods there are, less those wanted: what a failure is reported about.</param>
internal sealed record ReplicaPlan(int Create, ImmutableArray<V1Pod> Delete, int Difference)
{
    /// <summary>Most pods that one pass creates or deletes.</summary>
    public const int Burst = 500;

    /// <summary>Decides.</summary>
    /// <param name="set">The set.</param>
    /// <param name="active">Its pods that run or will.</param>
    /// <param name="related">The active pods of all sets with the same controller, its own included: where they crowd a node, they go first.</param>
    /// <param name="now">The time.</param>
    public static ReplicaPlan For(V1ReplicaSet set, IReadOnlyList<V1Pod> active, Func<IEnumerable<V1Pod>> related, DateTimeOffset now)
    {
        var difference = active.Count - (set.Spec.Replicas ?? 1);
        if (difference <= 0) return new(Math.Min(-difference, Burst), [], difference);

        var perNode = new Dictionary<string, int>();
        foreach (var pod in related())
            if (PodStates.IsActive(pod) && pod.Spec.NodeName is { Length: > 0 } node) perNode[node] = perNode.GetValueOrDefault(node) + 1;
        return new(0, [.. new PodDeletionRanking(perNode, now).First(active, Math.Min(difference, Burst))], difference);
    }
}
