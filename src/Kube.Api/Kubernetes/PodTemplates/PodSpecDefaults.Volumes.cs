using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

internal static partial class PodSpecDefaults
{
    /// <summary>0644.</summary>
    private const int FileMode = 420;

    private static void Apply(V1Volume volume)
    {
        if (!PodVolumes.HasSource(volume)) volume.EmptyDir = new V1EmptyDirVolumeSource();
        if (volume.Image is { } image && string.IsNullOrEmpty(image.PullPolicy)) image.PullPolicy = PullPolicy(image.Reference);
        if (volume.HostPath is { } hostPath) hostPath.Type ??= "";
        if (volume.Secret is { } secret) secret.DefaultMode ??= FileMode;
        if (volume.ConfigMap is { } configMap) configMap.DefaultMode ??= FileMode;
        if (volume.DownwardAPI is { } downward)
        {
            downward.DefaultMode ??= FileMode;
            Apply(downward.Items);
        }

        if (volume.Projected is { } projected) Apply(projected);
        if (volume.Ephemeral?.VolumeClaimTemplate is { } claim)
        {
            claim.Spec.VolumeMode ??= "Filesystem";
            RoundUp(claim.Spec.Resources?.Limits);
            RoundUp(claim.Spec.Resources?.Requests);
        }

        ApplyStorageSystems(volume);
    }

    private static void Apply(V1ProjectedVolumeSource projected)
    {
        projected.DefaultMode ??= FileMode;
        foreach (var source in projected.Sources.OrEmpty())
        {
            if (source.ServiceAccountToken is { } token) token.ExpirationSeconds ??= 3600;
            Apply(source.DownwardAPI?.Items);
            if (source.PodCertificate is { } certificate) certificate.MaxExpirationSeconds ??= 86400;
        }
    }

    private static void Apply(List<V1DownwardAPIVolumeFile>? files)
    {
        foreach (var file in files.OrEmpty()) Apply(file.FieldRef);
    }

    /// <summary>Sources that carry defaults of the systems behind them.</summary>
    private static void ApplyStorageSystems(V1Volume volume)
    {
        if (volume.Iscsi is { } iscsi && string.IsNullOrEmpty(iscsi.IscsiInterface)) iscsi.IscsiInterface = "default";
        if (volume.Rbd is { } rbd)
        {
            if (string.IsNullOrEmpty(rbd.Pool)) rbd.Pool = "rbd";
            if (string.IsNullOrEmpty(rbd.User)) rbd.User = "admin";
            if (string.IsNullOrEmpty(rbd.Keyring)) rbd.Keyring = "/etc/ceph/keyring";
        }

        if (volume.AzureDisk is { } azure)
        {
            azure.CachingMode ??= "ReadWrite";
            azure.Kind ??= "Shared";
            azure.FsType ??= "ext4";
            azure.ReadOnly ??= false;
        }

        if (volume.ScaleIO is { } scaleIO)
        {
            if (string.IsNullOrEmpty(scaleIO.StorageMode)) scaleIO.StorageMode = "ThinProvisioned";
            if (string.IsNullOrEmpty(scaleIO.FsType)) scaleIO.FsType = "xfs";
        }
    }
}
