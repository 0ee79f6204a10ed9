using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.DaemonSets;

/// <summary>A daemon set as it was found: nodes, and the pods on them.</summary>
internal sealed class DaemonObservation
{
    private readonly SortedDictionary<string, List<V1Pod>> _perNode = new(StringComparer.Ordinal);

    /// <summary>Orders what was found.</summary>
    /// <param name="set">The set.</param>
    /// <param name="hash">The hash of its template.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="pods">Its pods.</param>
    public DaemonObservation(V1DaemonSet set, string hash, IReadOnlyList<V1Node> nodes, IReadOnlyList<V1Pod> pods)
    {
        (Set, Hash, Nodes, Pods) = (set, hash, nodes, pods);
        foreach (var pod in pods)
        {
            // What has ended and goes holds no place.
            if (PodStates.IsFinished(pod) && pod.Metadata.DeletionTimestamp is not null) continue;
            if (DaemonPods.NodeOf(pod) is not { } node) continue;
            if (!_perNode.TryGetValue(node, out var list)) _perNode.Add(node, list = []);
            list.Add(pod);
        }

        Wanted = nodes.Count(node => DaemonPods.Belongs(set, node).Run);
    }

    public V1DaemonSet Set { get; }

    public string Hash { get; }

    public IReadOnlyList<V1Node> Nodes { get; }

    public IReadOnlyList<V1Pod> Pods { get; }

    /// <summary>How many nodes are to have a pod.</summary>
    public int Wanted { get; }

    /// <summary>The nodes that have pods, in the order of their names, and their pods.</summary>
    public IEnumerable<KeyValuePair<string, List<V1Pod>>> PerNode => _perNode;

    /// <summary>The pods of a node.</summary>
    public IReadOnlyList<V1Pod> PodsOf(string node) => _perNode.GetValueOrDefault(node) ?? [];

    public bool IsUpdated(V1Pod pod) => DaemonPods.IsUpdated(Set, pod, Hash);
}
