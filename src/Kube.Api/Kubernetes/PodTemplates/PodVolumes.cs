using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The sources a volume can have.</summary>
internal static class PodVolumes
{
    /// <summary>Whether the volume says where it comes from.</summary>
    public static bool HasSource(V1Volume volume) =>
        volume.EmptyDir is not null || volume.HostPath is not null || volume.ConfigMap is not null || volume.Secret is not null
        || volume.Projected is not null || volume.PersistentVolumeClaim is not null || volume.DownwardAPI is not null || volume.Csi is not null
        || volume.Ephemeral is not null || volume.Image is not null || volume.Nfs is not null || HasStorageSystem(volume) || HasCloud(volume);

    private static bool HasStorageSystem(V1Volume volume) =>
        volume.Iscsi is not null || volume.Fc is not null || volume.Rbd is not null || volume.Cephfs is not null || volume.Glusterfs is not null
        || volume.FlexVolume is not null || volume.Flocker is not null || volume.GitRepo is not null || volume.Quobyte is not null
        || volume.ScaleIO is not null || volume.Storageos is not null || volume.PortworxVolume is not null;

    private static bool HasCloud(V1Volume volume) =>
        volume.AwsElasticBlockStore is not null || volume.GcePersistentDisk is not null || volume.AzureDisk is not null || volume.AzureFile is not null
        || volume.Cinder is not null || volume.VsphereVolume is not null || volume.PhotonPersistentDisk is not null;
}
