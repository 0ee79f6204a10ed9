using Kube.Api.Models;
using Kube.Api.Selectors;
using Kube.Controllers.NodeSelection;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;

namespace Kube.Controllers.DaemonSets;

/// <summary>Where a pod of a daemon set belongs, and how it looks there.</summary>
internal static class DaemonPods
{
    private static readonly string[] s_conditions =
        ["node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure", "node.kubernetes.io/pid-pressure", "node.kubernetes.io/unschedulable"];

    /// <summary>Whether a node is to have a pod of the set, and whether one that it has may stay.</summary>
    public static (bool Run, bool Stay) Belongs(V1DaemonSet set, V1Node node)
    {
        var spec = set.Spec.Template.Spec;
        if (spec.NodeName is { Length: > 0 } name && name != node.Metadata.Name) return (false, false);
        if (!NodeSelectors.IsRequiredBy(spec, node.Metadata.Name ?? "", node.Metadata.Labels)) return (false, false);
        var tolerations = WithDefaults(spec);
        if (Tolerations.Cover(tolerations, node, "NoSchedule", "NoExecute")) return (true, true);
        return (false, Tolerations.Cover(tolerations, node, "NoExecute"));
    }

    /// <summary>The node that a pod runs on or was made for; null when it says none.</summary>
    public static string? NodeOf(V1Pod pod)
    {
        if (pod.Spec.NodeName is { Length: > 0 } name) return name;
        foreach (var term in pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? [])
            foreach (var demand in term.MatchFields ?? [])
                if (demand is { Key: "metadata.name", Operator: "In", Values: [var node] }) return node;
        return null;
    }

    /// <summary>Whether a pod is of the set's template as it is now.</summary>
    public static bool IsUpdated(V1DaemonSet set, V1Pod pod, string hash)
    {
        var labels = pod.Metadata.Labels;
        if (hash.Length > 0 && labels?.GetValueOrDefault(DaemonNames.HashLabel) == hash) return true;
        return Generation(set) is { } generation && labels?.GetValueOrDefault(DaemonNames.GenerationLabel) == generation;
    }

    /// <summary>The pod for a node.</summary>
    /// <param name="set">The set.</param>
    /// <param name="hash">The hash of its template.</param>
    /// <param name="node">The node; the scheduler puts the pod there and nowhere else.</param>
    public static V1Pod Make(V1DaemonSet set, string hash, string node)
    {
        var pod = PodTemplates.Instantiate(set.Spec.Template, set.Metadata, OwnerReferences.ToController(set));
        var labels = pod.Metadata.Labels ??= [];
        if (Generation(set) is { } generation) labels[DaemonNames.GenerationLabel] = generation;
        if (hash.Length > 0) labels[DaemonNames.HashLabel] = hash;
        pod.Spec.Tolerations = WithDefaults(pod.Spec);
        var affinity = (pod.Spec.Affinity ??= new()).NodeAffinity ??= new();
        // What the template requires of its nodes was looked at already.
        affinity.RequiredDuringSchedulingIgnoredDuringExecution = new()
        {
            NodeSelectorTerms = [new() { MatchFields = [new() { Key = "metadata.name", Operator = "In", Values = [node] }] }],
        };
        return pod;
    }

    /// <summary>Pods in the order in which they may stay: those that have a node first, then the older.</summary>
    public static IEnumerable<V1Pod> Ordered(IEnumerable<V1Pod> pods) => pods
        .OrderBy(static pod => string.IsNullOrEmpty(pod.Spec.NodeName))
        .ThenBy(static pod => pod.Metadata.CreationTimestamp ?? DateTime.MaxValue)
        .ThenBy(static pod => pod.Metadata.Name, StringComparer.Ordinal);

    private static string? Generation(V1DaemonSet set) => set.Metadata.Annotations?.GetValueOrDefault(DaemonNames.GenerationAnnotation) is { Length: > 0 } text ? text : null;

    // A node's troubles are a daemon's work, not a reason to leave.
    private static List<V1Toleration> WithDefaults(V1PodSpec spec)
    {
        List<V1Toleration> tolerations = [.. spec.Tolerations ?? []];
        Add("node.kubernetes.io/not-ready", "NoExecute");
        Add("node.kubernetes.io/unreachable", "NoExecute");
        foreach (var condition in s_conditions) Add(condition, "NoSchedule");
        if (spec.HostNetwork == true) Add("node.kubernetes.io/network-unavailable", "NoSchedule");
        return tolerations;

        void Add(string key, string effect)
        {
            var wanted = new V1Toleration { Key = key, Operator = "Exists", Effect = effect };
            var place = tolerations.FindIndex(known => known.Key == key && known.Effect == effect && known.Operator == "Exists" && string.IsNullOrEmpty(known.Value));
            if (place >= 0) tolerations[place] = wanted;
            else tolerations.Add(wanted);
        }
    }
}
