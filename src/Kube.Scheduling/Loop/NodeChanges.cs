using Kube.Api.Models;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Queue;

namespace Kube.Scheduling.Loop;

/// <summary>What changed about a node, as far as scheduling goes: most updates are heartbeats.</summary>
internal static class NodeChanges
{
    public static List<ClusterEvent> Between(V1Node old, V1Node current)
    {
        var changes = new List<ClusterEvent>();
        if (!SameAmounts(Allocatable(old), Allocatable(current))) changes.Add(ClusterEvent.NodeAllocatableChanged);
        if (!PodChanges.SameLabels(old.Metadata.Labels, current.Metadata.Labels)) changes.Add(ClusterEvent.NodeLabelsChanged);
        if ((old.Spec?.Unschedulable ?? false) != (current.Spec?.Unschedulable ?? false) || !SameTaints(old.Spec?.Taints ?? [], current.Spec?.Taints ?? []))
            changes.Add(ClusterEvent.NodeTaintsChanged);
        if (!SameConditions(old, current) || !SameImages(old.Status?.Images ?? [], current.Status?.Images ?? []) || !SameAnnotations(old, current))
            changes.Add(ClusterEvent.NodeConditionsChanged);
        return changes;
    }

    private static Dictionary<string, ResourceQuantity> Allocatable(V1Node node) => node.Status?.Allocatable ?? node.Status?.Capacity ?? [];

    private static bool SameAmounts(Dictionary<string, ResourceQuantity> old, Dictionary<string, ResourceQuantity> current)
    {
        if (old.Count != current.Count) return false;
        foreach (var (name, amount) in old)
            if (!current.TryGetValue(name, out var now) || !now.Equals(amount)) return false;
        return true;
    }

    private static bool SameTaints(List<V1Taint> old, List<V1Taint> current)
    {
        if (old.Count != current.Count) return false;
        for (var i = 0; i < old.Count; i++)
            if (old[i].Key != current[i].Key || (old[i].Value ?? "") != (current[i].Value ?? "") || old[i].Effect != current[i].Effect) return false;
        return true;
    }

    private static bool SameConditions(V1Node old, V1Node current)
    {
        var before = old.Status?.Conditions ?? [];
        var now = current.Status?.Conditions ?? [];
        if (before.Count != now.Count) return false;
        for (var i = 0; i < now.Count; i++)
            if (before[i].Type != now[i].Type || before[i].Status != now[i].Status) return false;
        return true;
    }

    private static bool SameImages(List<V1ContainerImage> old, List<V1ContainerImage> current)
    {
        if (old.Count != current.Count) return false;
        for (var i = 0; i < old.Count; i++)
            if (old[i].SizeBytes != current[i].SizeBytes || !(old[i].Names ?? []).SequenceEqual(current[i].Names ?? [])) return false;
        return true;
    }

    private static bool SameAnnotations(V1Node old, V1Node current) => PodChanges.SameLabels(old.Metadata.Annotations, current.Metadata.Annotations);
}
