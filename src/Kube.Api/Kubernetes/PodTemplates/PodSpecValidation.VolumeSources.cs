using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    /// <summary>Exactly one source, and that one sound. The order decides which of several is the first; some fields appear in errors under names of
    /// upstream's own.</summary>
    private void Source(V1Volume volume, FieldPath path)
    {
        var sources = 0;
        Only(volume.EmptyDir, "emptyDir", path, ref sources, VolumeSourceRules.EmptyDir);
        Only(volume.HostPath, "hostPath", path, ref sources, VolumeSourceRules.HostPath);
        Only(volume.GitRepo, "gitRepo", path, ref sources, VolumeSourceRules.GitRepo);
        Only(volume.GcePersistentDisk, "gcePersistentDisk", path, ref sources, VolumeSourceRules.GcePersistentDisk, "persistentDisk");
        Only(volume.AwsElasticBlockStore, "awsElasticBlockStore", path, ref sources, VolumeSourceRules.AwsElasticBlockStore);
        Only(volume.Secret, "secret", path, ref sources, VolumeSourceRules.Secret);
        Only(volume.Nfs, "nfs", path, ref sources, VolumeSourceRules.Nfs);
        Only(volume.Iscsi, "iscsi", path, ref sources, VolumeSourceRules.Iscsi);
        InitiatorName(volume, path);
        Only(volume.Glusterfs, "glusterfs", path, ref sources, VolumeSourceRules.Glusterfs);
        Only(volume.Flocker, "flocker", path, ref sources, VolumeSourceRules.Flocker);
        Only(volume.PersistentVolumeClaim, "persistentVolumeClaim", path, ref sources, VolumeSourceRules.PersistentVolumeClaim);
        Only(volume.Rbd, "rbd", path, ref sources, VolumeSourceRules.Rbd);
        Only(volume.Cinder, "cinder", path, ref sources, VolumeSourceRules.Cinder);
        Only(volume.Cephfs, "cephFS", path, ref sources, VolumeSourceRules.CephFS, "cephfs");
        Only(volume.Quobyte, "quobyte", path, ref sources, VolumeSourceRules.Quobyte);
        Only(volume.DownwardAPI, "downwarAPI", path, ref sources, (source, at, _) => DownwardApi(source, at), "downwardAPI");
        Only(volume.Fc, "fc", path, ref sources, VolumeSourceRules.FibreChannel);
        Only(volume.FlexVolume, "flexVolume", path, ref sources, VolumeSourceRules.FlexVolume);
        LaterSources(volume, path, sources);
    }

    private void LaterSources(V1Volume volume, FieldPath path, int sources)
    {
        Only(volume.ConfigMap, "configMap", path, ref sources, VolumeSourceRules.ConfigMap);
        Only(volume.AzureFile, "azureFile", path, ref sources, VolumeSourceRules.AzureFile);
        Only(volume.VsphereVolume, "vsphereVolume", path, ref sources, VolumeSourceRules.Vsphere);
        Only(volume.PhotonPersistentDisk, "photonPersistentDisk", path, ref sources, VolumeSourceRules.Photon);
        Only(volume.PortworxVolume, "portworxVolume", path, ref sources, VolumeSourceRules.Portworx);
        Only(volume.AzureDisk, "azureDisk", path, ref sources, VolumeSourceRules.AzureDisk);
        Only(volume.Storageos, "storageos", path, ref sources, VolumeSourceRules.StorageOS);
        Only(volume.Projected, "projected", path, ref sources, (source, at, _) => Projected(source, at));
        Only(volume.ScaleIO, "scaleIO", path, ref sources, VolumeSourceRules.ScaleIO);
        Only(volume.Csi, "csi", path, ref sources, VolumeSourceRules.Csi);
        Only(volume.Ephemeral, "ephemeral", path, ref sources, (source, at, _) => Ephemeral(source, at, volume.Name, path));
        Only(volume.Image, "image", path, ref sources, (source, at, _) => Image(source, at));
        if (sources == 0) _errors.Required(path, "must specify a volume type");
    }

    /// <param name="source">The source, null when the volume has another.</param>
    /// <param name="field">Its field when it is one too many.</param>
    /// <param name="path">The volume.</param>
    /// <param name="sources">How many sources were seen.</param>
    /// <param name="rule">The rules of the source.</param>
    /// <param name="shown">Its field in the errors of its rules, when that differs.</param>
    private void Only<T>(T? source, string field, FieldPath path, ref int sources, Action<T, FieldPath, FieldErrors> rule, string? shown = null)
        where T : class
    {
        if (source is null) return;
        if (sources++ == 0) rule(source, path.Child(shown ?? field), _errors);
        else _errors.Forbidden(path.Child(field), "may not specify more than 1 volume type");
    }

    private void InitiatorName(V1Volume volume, FieldPath path)
    {
        if (volume.Iscsi is not { InitiatorName: not null } iscsi || FormatRules.Utf8Length($"{volume.Name}:{iscsi.TargetPortal}") <= 64) return;
        _errors.Invalid(
            path.Child("name"), volume.Name ?? "",
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
    }

    private void DownwardApi(V1DownwardAPIVolumeSource source, FieldPath path)
    {
        PathRules.Mode(path.Child("defaultMode"), source.DefaultMode, _errors);
        foreach (var file in source.Items.OrEmpty()) DownwardFile(file, path);
    }

    private void Ephemeral(V1EphemeralVolumeSource source, FieldPath path, string? volumeName, FieldPath volume)
    {
        if (source.VolumeClaimTemplate is { } template) ClaimTemplateRules.Validate(template, path.Child("volumeClaimTemplate"), _errors);
        else _errors.Required(path.Child("volumeClaimTemplate"));

        if (string.IsNullOrEmpty(_metadata?.Name) || string.IsNullOrEmpty(volumeName)) return;
        var claim = $"{_metadata.Name}-{volumeName}";
        foreach (var error in FormatRules.DnsSubdomain(claim))
            _errors.Invalid(volume.Child("name"), volumeName, $"PVC name {BadValue.Quote(claim)}: {error}");
    }

    /// <summary>A template may leave the image out for whoever makes pods of it to fill in.</summary>
    private void Image(V1ImageVolumeSource source, FieldPath path)
    {
        if (_options.ResourceIsPod && string.IsNullOrEmpty(source.Reference)) _errors.Required(path.Child("reference"));
        PullPolicy(path.Child("pullPolicy"), source.PullPolicy);
    }
}
