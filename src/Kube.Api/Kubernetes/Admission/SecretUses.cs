using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>The names of the secrets that a pod reads.</summary>
internal static class SecretUses
{
    public static IEnumerable<string> Of(V1PodSpec spec)
    {
        foreach (var reference in spec.ImagePullSecrets ?? []) yield return reference.Name ?? "";
        foreach (var container in (spec.InitContainers ?? []).Concat(spec.Containers))
        {
            foreach (var source in container.EnvFrom ?? [])
                if (source.SecretRef is { } secret) yield return secret.Name ?? "";
            foreach (var variable in container.Env ?? [])
                if (variable.ValueFrom?.SecretKeyRef is { } key) yield return key.Name ?? "";
        }

        foreach (var name in (spec.Volumes ?? []).SelectMany(OfVolume)) yield return name;
    }

    private static IEnumerable<string> OfVolume(V1Volume volume)
    {
        string?[] direct =
        [
            volume.Secret?.SecretName, volume.AzureFile?.SecretName, volume.Cephfs?.SecretRef?.Name, volume.Cinder?.SecretRef?.Name,
            volume.FlexVolume?.SecretRef?.Name, volume.Rbd?.SecretRef?.Name, volume.ScaleIO?.SecretRef?.Name, volume.Iscsi?.SecretRef?.Name,
            volume.Storageos?.SecretRef?.Name, volume.Csi?.NodePublishSecretRef?.Name,
        ];
        foreach (var name in direct)
            if (name is not null) yield return name;
        foreach (var source in volume.Projected?.Sources ?? [])
            if (source.Secret is { } secret) yield return secret.Name ?? "";
    }
}
