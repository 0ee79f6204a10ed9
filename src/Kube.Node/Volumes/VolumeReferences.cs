using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>What the volumes of a pod are made of. Pure.</summary>
internal static class VolumeReferences
{
    /// <summary>Whether a volume of the pod holds a config map or a secret of that name.</summary>
    public static bool Any(V1Pod pod, string name)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.ConfigMap?.Name == name || volume.Secret?.SecretName == name) return true;
            foreach (var source in volume.Projected?.Sources ?? [])
                if (source.ConfigMap?.Name == name || source.Secret?.Name == name) return true;
        }

        return false;
    }
}
