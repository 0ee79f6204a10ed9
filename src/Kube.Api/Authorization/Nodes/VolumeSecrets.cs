using Kube.Api.Models;

namespace Kube.Api.Authorization.Nodes;

/// <summary>The secrets that a node needs to mount a volume (upstream's <c>pkg/api/persistentvolume/util.go</c>, 1.36).</summary>
internal static class VolumeSecrets
{
    public static IEnumerable<(string Namespace, string Name)> Of(V1PersistentVolume volume, string claimNamespace)
    {
        var spec = volume.Spec;
        if (spec.AzureFile is { } azure) yield return (Or(azure.SecretNamespace), azure.SecretName);
        (string? Namespace, string? Name)[] references =
        [
            (spec.Cephfs?.SecretRef?.Namespace, spec.Cephfs?.SecretRef?.Name),
            (spec.Cinder?.SecretRef?.Namespace, spec.Cinder?.SecretRef?.Name),
            (spec.FlexVolume?.SecretRef?.Namespace, spec.FlexVolume?.SecretRef?.Name),
            (spec.Rbd?.SecretRef?.Namespace, spec.Rbd?.SecretRef?.Name),
            (spec.ScaleIO?.SecretRef?.Namespace, spec.ScaleIO?.SecretRef?.Name),
            (spec.Iscsi?.SecretRef?.Namespace, spec.Iscsi?.SecretRef?.Name),
            (spec.Storageos?.SecretRef?.Namespace, spec.Storageos?.SecretRef?.Name),
            (spec.Csi?.NodePublishSecretRef?.Namespace, spec.Csi?.NodePublishSecretRef?.Name),
            (spec.Csi?.NodeStageSecretRef?.Namespace, spec.Csi?.NodeStageSecretRef?.Name),
            (spec.Csi?.NodeExpandSecretRef?.Namespace, spec.Csi?.NodeExpandSecretRef?.Name),
        ];
        foreach (var (ns, name) in references)
            if (!string.IsNullOrEmpty(name)) yield return (Or(ns), name);

        string Or(string? ns) => string.IsNullOrEmpty(ns) ? claimNamespace : ns;
    }
}
