using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>Kept when released, a file system, and what each kind of source says by default.</summary>
internal static class VolumeDefaults
{
    public static void Apply(V1PersistentVolume volume)
    {
        var spec = volume.Spec;
        if (string.IsNullOrEmpty(volume.Status.Phase)) volume.Status.Phase = "Pending";
        if (string.IsNullOrEmpty(spec.PersistentVolumeReclaimPolicy)) spec.PersistentVolumeReclaimPolicy = "Retain";
        spec.VolumeMode ??= "Filesystem";
        if (spec.HostPath is { } host) host.Type ??= "";
        if (spec.Iscsi is { } iscsi && string.IsNullOrEmpty(iscsi.IscsiInterface)) iscsi.IscsiInterface = "default";
        if (spec.Rbd is { } rbd)
        {
            if (string.IsNullOrEmpty(rbd.Pool)) rbd.Pool = "rbd";
            if (string.IsNullOrEmpty(rbd.User)) rbd.User = "admin";
            if (string.IsNullOrEmpty(rbd.Keyring)) rbd.Keyring = "/etc/ceph/keyring";
        }

        if (spec.AzureDisk is { } disk)
        {
            disk.CachingMode ??= "ReadWrite";
            disk.Kind ??= "Shared";
            disk.FsType ??= "ext4";
            disk.ReadOnly ??= false;
        }

        if (spec.ScaleIO is { } scale)
        {
            if (string.IsNullOrEmpty(scale.StorageMode)) scale.StorageMode = "ThinProvisioned";
            if (string.IsNullOrEmpty(scale.FsType)) scale.FsType = "xfs";
        }
    }
}
