using Kube.Api.Models;
using Kube.Controllers.Pods;
using Kube.Controllers.Revisions;

namespace Kube.Controllers.StatefulSets;

/// <summary>A set as it was found: its pods in their places, planned ones in the gaps.</summary>
internal sealed class StatefulObservation
{
    private readonly Func<string, V1PersistentVolumeClaim?> _claim;

    /// <summary>Orders what was found.</summary>
    /// <param name="set">The set.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="current">The revision that pods are rolled away from.</param>
    /// <param name="update">The revision that they are rolled to.</param>
    /// <param name="claim">A claim of the set's namespace by its name; null when there is none.</param>
    public StatefulObservation(
        V1StatefulSet set, IReadOnlyList<V1Pod> pods, V1ControllerRevision current, V1ControllerRevision update, Func<string, V1PersistentVolumeClaim?> claim)
    {
        (Set, Pods, CurrentRevision, UpdateRevision, _claim) = (set, pods, current, update, claim);
        var start = StatefulPods.Start(set);
        var replicas = new V1Pod?[StatefulPods.Replicas(set)];
        var condemned = new List<V1Pod>();
        foreach (var pod in pods)
        {
            var ordinal = StatefulPods.Ordinal(set, pod);
            if (ordinal < 0) continue;
            if (StatefulPods.IsInRange(set, pod)) replicas[ordinal - start] = pod;
            else condemned.Add(pod);
        }

        var currentTemplate = new Lazy<V1PodTemplateSpec>(() => TemplateRevisions.TemplateOf(current));
        Replicas = [.. replicas.Select((pod, i) => pod ?? Planned(start + i, currentTemplate))];
        Condemned = [.. condemned.OrderByDescending(pod => StatefulPods.Ordinal(set, pod))];
    }

    public V1StatefulSet Set { get; }

    /// <summary>All pods there are.</summary>
    public IReadOnlyList<V1Pod> Pods { get; }

    public V1ControllerRevision CurrentRevision { get; }

    public V1ControllerRevision UpdateRevision { get; }

    /// <summary>The wanted pods by their numbers; those that are missing are planned.</summary>
    public IReadOnlyList<V1Pod> Replicas { get; }

    /// <summary>The pods that are too many, the highest first.</summary>
    public IReadOnlyList<V1Pod> Condemned { get; }

    /// <summary>The claims of a pod that there are.</summary>
    public IEnumerable<V1PersistentVolumeClaim> ClaimsOf(V1Pod pod)
    {
        var ordinal = StatefulPods.Ordinal(Set, pod);
        foreach (var template in Set.Spec.VolumeClaimTemplates ?? [])
            if (_claim(StatefulIdentity.ClaimName(Set, template, ordinal)) is { } claim) yield return claim;
    }

    /// <summary>Whether some of a pod's claims are missing.</summary>
    public bool LacksClaims(V1Pod pod) => ClaimsOf(pod).Count() < (Set.Spec.VolumeClaimTemplates?.Count ?? 0);

    // Below the partition, and before an update has begun, a pod comes back as it was.
    private V1Pod Planned(int ordinal, Lazy<V1PodTemplateSpec> current)
    {
        var strategy = Set.Spec.UpdateStrategy;
        var old = strategy.Type == "RollingUpdate"
            && ordinal - StatefulPods.Start(Set) < (strategy.RollingUpdate is { } rolling ? rolling.Partition ?? 0 : Set.Status.CurrentReplicas ?? 0);
        return old
            ? StatefulIdentity.Make(Set, current.Value, CurrentRevision.Metadata.Name!, ordinal)
            : StatefulIdentity.Make(Set, Set.Spec.Template, UpdateRevision.Metadata.Name!, ordinal);
    }
}
