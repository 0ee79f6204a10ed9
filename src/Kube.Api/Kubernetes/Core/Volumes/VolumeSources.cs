using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>What a volume is made of: exactly one of many.</summary>
internal static class VolumeSources
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1PersistentVolumeSpec spec, FieldErrors errors)
    {
        var given = Given(spec).ToList();
        foreach (var name in given.Skip(1)) errors.Forbidden(Spec.Child(name), "may not specify more than 1 volume type");
        if (given.Count == 0)
        {
            errors.Required(Spec, "must specify a volume type");
            return;
        }

        switch (given[0])
        {
            case "hostPath":
                ValidateHostPath(spec.HostPath!, errors, Spec.Child("hostPath"));
                break;
            case "nfs":
                ValidateNfs(spec.Nfs!, errors, Spec.Child("nfs"));
                break;
            case "local":
                ValidateLocal(spec, errors);
                break;
            case "csi":
                ValidateCsi(spec.Csi!, errors, Spec.Child("csi"));
                break;
            default:
                break;
        }
    }

    /// <summary>Whether both are made of the same.</summary>
    public static bool Same(V1PersistentVolumeSpec spec, V1PersistentVolumeSpec old) => Only(spec).SemanticEquals(Only(old));

    /// <summary>The lines that differ. The texts of upstream's internal structures are not written out for every source.</summary>
    public static string Difference(V1PersistentVolumeSpec old, V1PersistentVolumeSpec spec) => UnifiedDiff.Of(VolumeSourceText.Of(old), VolumeSourceText.Of(spec));

    // In upstream's order, which decides which of two is one too many.
    private static IEnumerable<string> Given(V1PersistentVolumeSpec spec)
    {
        if (spec.HostPath is not null) yield return "hostPath";
        if (spec.GcePersistentDisk is not null) yield return "gcePersistentDisk";
        if (spec.AwsElasticBlockStore is not null) yield return "awsElasticBlockStore";
        if (spec.Glusterfs is not null) yield return "glusterfs";
        if (spec.Flocker is not null) yield return "flocker";
        if (spec.Nfs is not null) yield return "nfs";
        if (spec.Rbd is not null) yield return "rbd";
        if (spec.Quobyte is not null) yield return "quobyte";
        if (spec.Cephfs is not null) yield return "cephFS";
        if (spec.Iscsi is not null) yield return "iscsi";
        if (spec.Cinder is not null) yield return "cinder";
        if (spec.Fc is not null) yield return "fc";
        if (spec.FlexVolume is not null) yield return "flexVolume";
        if (spec.AzureFile is not null) yield return "azureFile";
        if (spec.VsphereVolume is not null) yield return "vsphereVolume";
        if (spec.PhotonPersistentDisk is not null) yield return "photonPersistentDisk";
        if (spec.PortworxVolume is not null) yield return "portworxVolume";
        if (spec.AzureDisk is not null) yield return "azureDisk";
        if (spec.ScaleIO is not null) yield return "scaleIO";
        if (spec.Local is not null) yield return "local";
        if (spec.Storageos is not null) yield return "storageos";
        if (spec.Csi is not null) yield return "csi";
    }

    private static V1PersistentVolumeSpec Only(V1PersistentVolumeSpec spec)
    {
        var copy = spec.DeepClone();
        copy.AccessModes = null;
        copy.Capacity = null;
        copy.ClaimRef = null;
        copy.MountOptions = null;
        copy.NodeAffinity = null;
        copy.PersistentVolumeReclaimPolicy = null;
        copy.StorageClassName = null;
        copy.VolumeAttributesClassName = null;
        copy.VolumeMode = null;
        // The one reference that may be corrected in place.
        if (copy.Csi is { } csi) csi.ControllerExpandSecretRef = null;
        return copy;
    }

    private static void ValidateHostPath(V1HostPathVolumeSource host, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(host.Path)) errors.Required(path.Child("path"));
        else PathRules.NoBacksteps(path.Child("path"), host.Path, errors);
        if (host.Type is not (null or "" or "DirectoryOrCreate" or "Directory" or "FileOrCreate" or "File" or "Socket" or "CharDevice" or "BlockDevice"))
        {
            errors.NotSupported(
                path.Child("type"), host.Type, "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
        }
    }

    private static void ValidateNfs(V1NFSVolumeSource nfs, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(nfs.Server)) errors.Required(path.Child("server"));
        if (string.IsNullOrEmpty(nfs.Path)) errors.Required(path.Child("path"));
        else if (!nfs.Path.StartsWith('/')) errors.Invalid(path.Child("path"), nfs.Path, "must be an absolute path");
    }

    private static void ValidateLocal(V1PersistentVolumeSpec spec, FieldErrors errors)
    {
        var path = Spec.Child("local", "path");
        if (string.IsNullOrEmpty(spec.Local!.Path)) errors.Required(path);
        else PathRules.NoBacksteps(path, spec.Local.Path, errors);
        if (spec.NodeAffinity is null) errors.Required(Spec.Child("nodeAffinity"), "Local volume requires node affinity");
    }

    private static void ValidateCsi(V1CSIPersistentVolumeSource csi, FieldErrors errors, FieldPath path)
    {
        Storage.CsiRules.ValidateDriverName(csi.Driver, errors, path.Child("driver"));
        if (string.IsNullOrEmpty(csi.VolumeHandle)) errors.Required(path.Child("volumeHandle"));
        ValidateSecret(csi.ControllerPublishSecretRef, errors, path.Child("controllerPublishSecretRef"));
        ValidateSecret(csi.ControllerExpandSecretRef, errors, path.Child("controllerExpandSecretRef"));
        ValidateSecret(csi.NodePublishSecretRef, errors, path.Child("nodePublishSecretRef"));
        ValidateSecret(csi.NodeExpandSecretRef, errors, path.Child("nodeExpandSecretRef"));
    }

    private static void ValidateSecret(V1SecretReference? secret, FieldErrors errors, FieldPath path)
    {
        if (secret is null) return;
        if (string.IsNullOrEmpty(secret.Name)) errors.Required(path.Child("name"));
        if (string.IsNullOrEmpty(secret.Namespace)) errors.Required(path.Child("namespace"));
    }
}
