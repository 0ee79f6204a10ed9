using Kube.Api.Kubernetes.Admission;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Nodes;

/// <summary>What a pod on a node needs, and its node may therefore read. Immutable.</summary>
internal sealed record PodReferences(string Node, string ServiceAccount, string[] Secrets, string[] ConfigMaps, string[] Claims, string[] ResourceClaims)
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <returns>Null for a pod that is on no node.</returns>
    public static PodReferences? Of(V1Pod pod)
    {
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) return null;
        // A mirror pod is made by its node, which must not give itself rights by it.
        if (pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true) return new(pod.Spec.NodeName, "", [], [], [], []);
        return new(
            pod.Spec.NodeName,
            pod.Spec.ServiceAccountName ?? "",
            [.. SecretUses.Of(pod.Spec).Distinct()],
            [.. ConfigMapUses.Of(pod.Spec).Distinct()],
            [.. ClaimsOf(pod)],
            [.. ResourceClaimsOf(pod)]);
    }

    public bool Has(NodeObject kind, string name) => kind switch
    {
        NodeObject.Secret => Secrets.Contains(name),
        NodeObject.ConfigMap => ConfigMaps.Contains(name),
        NodeObject.Claim => Claims.Contains(name),
        NodeObject.ResourceClaim => ResourceClaims.Contains(name),
        NodeObject.ServiceAccount => ServiceAccount.Length > 0 && ServiceAccount == name,
        _ => false,
    };

    private static IEnumerable<string> ClaimsOf(V1Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim) yield return claim.ClaimName;
            else if (volume.Ephemeral is not null) yield return $"{pod.Metadata.Name}-{volume.Name}";
        }
    }

    private static IEnumerable<string> ResourceClaimsOf(V1Pod pod)
    {
        foreach (var claim in pod.Spec.ResourceClaims ?? [])
        {
            if (!string.IsNullOrEmpty(claim.ResourceClaimName)) yield return claim.ResourceClaimName;
            else if (pod.Status?.ResourceClaimStatuses?.Find(status => status.Name == claim.Name)?.ResourceClaimName is { Length: > 0 } made) yield return made;
        }
    }
}
