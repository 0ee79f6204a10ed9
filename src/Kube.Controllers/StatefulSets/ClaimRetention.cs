using Kube.Api.Models;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.StatefulSets;

/// <summary>Whom the claims of a set go with, by its retention policy: with the set, with a pod that is scaled away, or with nobody. Decides; says it in owner references.</summary>
internal static class ClaimRetention
{
    private const string Delete = "Delete";

    /// <summary>Whether a claim's owners are as the policy wants them.</summary>
    public static bool IsRight(V1StatefulSet set, V1Pod pod, V1PersistentVolumeClaim claim)
    {
        // Another's claim is another's concern.
        if (OwnerReferences.ControllerOf(claim) is { } controller && controller.Uid != set.Metadata.Uid && controller.Uid != pod.Metadata.Uid) return true;
        var (bySet, byPod) = Wanted(set, pod);
        return Has(claim, set.Metadata) == bySet && Has(claim, pod.Metadata) == byPod;
    }

    /// <summary>A claim with the owners that the policy wants.</summary>
    public static V1PersistentVolumeClaim Right(V1StatefulSet set, V1Pod pod, V1PersistentVolumeClaim claim)
    {
        var copy = claim.DeepClone();
        var (bySet, byPod) = Wanted(set, pod);
        var owners = (copy.Metadata.OwnerReferences ?? []).Where(owner => owner.Uid != set.Metadata.Uid && owner.Uid != pod.Metadata.Uid).ToList();
        if (bySet) owners.Add(OwnerReferences.ToController(set));
        if (byPod) owners.Add(OwnerReferences.ToController(pod));
        copy.Metadata.OwnerReferences = owners.Count > 0 ? owners : null;
        return copy;
    }

    /// <summary>Whether a claim goes with an earlier pod of the same name: a new pod must not begin with it.</summary>
    public static bool IsStale(V1Pod pod, V1PersistentVolumeClaim claim) =>
        (claim.Metadata.OwnerReferences ?? []).Exists(owner => owner.Kind == "Pod" && owner.Name == pod.Metadata.Name && owner.Uid != pod.Metadata.Uid);

    private static (bool BySet, bool ByPod) Wanted(V1StatefulSet set, V1Pod pod)
    {
        var policy = set.Spec.PersistentVolumeClaimRetentionPolicy;
        var isScaledAway = !StatefulPods.IsInRange(set, pod);
        var byPod = policy?.WhenScaled == Delete && isScaledAway;
        return (policy?.WhenDeleted == Delete && !byPod, byPod);
    }

    private static bool Has(V1PersistentVolumeClaim claim, V1ObjectMeta owner) => (claim.Metadata.OwnerReferences ?? []).Exists(reference => reference.Uid == owner.Uid);
}
