using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Simulation;

/// <summary>What a model is made of. Nodes and pods are shared, being read-only.</summary>
internal sealed record ClusterCopy(
    IReadOnlyList<V1Node> Nodes,
    IReadOnlyList<(PodInfo Pod, string NodeName)> Pods,
    IReadOnlyList<(PodInfo Pod, string NodeName)> Nominated,
    IReadOnlyList<KeyValuePair<string, IReadOnlyDictionary<string, string>>> Namespaces)
{
    public static ClusterCopy Of(ClusterModel cluster) => new(
        [.. cluster.View.Nodes.Select(static node => node.Node)],
        [.. cluster.Pods.Values.Select(placed => (placed.Pod, cluster.Nodes.NameOf(placed.Row)))],
        [.. cluster.Nominations.ByNode.SelectMany(static node => node.Value.Select(pod => (pod, node.Key)))],
        [.. cluster.NamespaceLabels]);

    public void ApplyTo(ClusterModel cluster)
    {
        foreach (var node in Nodes) cluster.Nodes.SetNode(node);
        foreach (var (name, labels) in Namespaces) cluster.NamespaceLabels[name] = labels;
        foreach (var (pod, nodeName) in Pods) cluster.Place(pod, nodeName);
        foreach (var (pod, nodeName) in Nominated) cluster.Nominations.Set(pod, nodeName);
    }
}
