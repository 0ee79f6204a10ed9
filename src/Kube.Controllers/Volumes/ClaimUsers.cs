using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.Volumes;

/// <summary>Which pods use which claims.</summary>
internal static class ClaimUsers
{
    /// <summary>Files pods under the claims that they name.</summary>
    public static CacheIndex<V1Pod> Index { get; } = new("claim", static pod => ClaimsOf(pod).Select(name => $"{pod.Metadata.Namespace}/{name}"));

    /// <summary>The names of the claims of a pod, those of its ephemeral volumes included.</summary>
    public static IEnumerable<string> ClaimsOf(V1Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim) yield return claim.ClaimName;
            else if (volume.Ephemeral is not null) yield return EphemeralName(pod, volume);
        }
    }

    /// <summary>The name of the claim of an ephemeral volume.</summary>
    public static string EphemeralName(V1Pod pod, V1Volume volume) => $"{pod.Metadata.Name}-{volume.Name}";

    /// <summary>Whether a pod that is on a node uses a claim.</summary>
    public static bool Uses(V1Pod pod, V1PersistentVolumeClaim claim)
    {
        if (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Metadata.Namespace != claim.Metadata.Namespace) return false;
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim?.ClaimName == claim.Metadata.Name) return true;
            // A claim that only has the name of an ephemeral volume's is another's.
            if (volume.Ephemeral is not null && EphemeralName(pod, volume) == claim.Metadata.Name && OwnerReferences.IsControlledBy(claim, pod.Metadata.Uid)) return true;
        }

        return false;
    }
}
