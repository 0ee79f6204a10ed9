using Kube.Api.Models;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Plugins.NodeSelection;
using Kube.Scheduling.Pods;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Topology;

/// <summary>One spread constraint of a pod, and the pods that it counts.</summary>
internal sealed class SpreadConstraint
{
    private readonly RequiredNodes? _affinity;
    private readonly ToleratedTaints? _taints;

    private SpreadConstraint(V1TopologySpreadConstraint constraint, PodInfo pod, ClusterModel cluster)
    {
        var selector = CompiledSelector.Of(constraint.LabelSelector, KeyRequirements(constraint, pod));
        Column = cluster.Nodes.LabelColumn(constraint.TopologyKey);
        MaxSkew = constraint.MaxSkew;
        MinDomains = constraint.MinDomains ?? 1;
        Matches = cluster.Matches.Of(KeyOf(constraint, pod), other =>
            other.Namespace == pod.Namespace && other.Pod.Metadata.DeletionTimestamp is null && selector?.Matches(other.Labels) == true);
        SelfMatch = selector?.Matches(pod.Labels) == true ? 1 : 0;
        _affinity = constraint.NodeAffinityPolicy != "Ignore" ? RequiredNodes.Compile(pod, cluster.Nodes) : null;
        _taints = constraint.NodeTaintsPolicy == "Honor" ? new(cluster.Nodes.Taints, pod.Shape.Tolerations) : null;
    }

    public LabelColumn Column { get; }

    public int MaxSkew { get; }

    public int MinDomains { get; }

    public MatchCount Matches { get; }

    public int SelfMatch { get; }

    public bool IsHostname => Column.Key == "kubernetes.io/hostname";

    public static SpreadConstraint[] Of(PodInfo pod, ClusterModel cluster, string whenUnsatisfiable) =>
    [
        .. pod.Shape.SpreadConstraints.Where(constraint => constraint.WhenUnsatisfiable == whenUnsatisfiable)
            .Select(constraint => new SpreadConstraint(constraint, pod, cluster)),
    ];

    /// <summary>Whether the pods of a node count, and its domain exists for this pod.</summary>
    public bool Counts(NodeColumns nodes, int row) => _affinity?.Matches(row) != false && (_taints is null || _taints.All[nodes.TaintSetOf(row)]);

    private static IEnumerable<V1LabelSelectorRequirement> KeyRequirements(V1TopologySpreadConstraint constraint, PodInfo pod)
    {
        foreach (var key in constraint.MatchLabelKeys ?? [])
            if (pod.Labels?.TryGetValue(key, out var value) == true) yield return new() { Key = key, Operator = "In", Values = [value] };
    }

    private static string KeyOf(V1TopologySpreadConstraint constraint, PodInfo pod)
    {
        var key = new ShapeKey();
        key.Mark('s');
        key.Text(pod.Namespace);
        key.Selector(constraint.LabelSelector);
        foreach (var requirement in KeyRequirements(constraint, pod))
        {
            key.Text(requirement.Key);
            key.Texts(requirement.Values);
        }

        return key.Written.ToString();
    }
}
