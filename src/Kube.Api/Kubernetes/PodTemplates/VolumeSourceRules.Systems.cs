using System.Text.RegularExpressions;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <content>Sources of particular storage systems.</content>
internal static partial class VolumeSourceRules
{
    private const string BlobDisk = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    private const string ManagedDisk = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    private const string QuobyteRegistry = "must be a host:port pair or multiple pairs separated by commas";

    public static void GcePersistentDisk(V1GCEPersistentDiskVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.PdName, path.Child("pdName"), errors);
        Partition(source.Partition, path.Child("partition"), errors);
    }

    public static void AwsElasticBlockStore(V1AWSElasticBlockStoreVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.VolumeID, path.Child("volumeID"), errors);
        Partition(source.Partition, path.Child("partition"), errors);
    }

    public static void Iscsi(V1ISCSIVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.TargetPortal, path.Child("targetPortal"), errors);
        if (string.IsNullOrEmpty(source.Iqn)) errors.Required(path.Child("iqn"));
        else IscsiName(source.Iqn, path.Child("iqn"), errors);
        if (source.Lun is < 0 or > 255) errors.Invalid(path.Child("lun"), source.Lun, FormatRules.Between(0, 255));
        if ((source.ChapAuthDiscovery == true || source.ChapAuthSession == true) && source.SecretRef is null) errors.Required(path.Child("secretRef"));
        if (source.InitiatorName is { } initiator) IscsiName(initiator, path.Child("initiatorname"), errors);
    }

    public static void IscsiName(string name, FieldPath path, FieldErrors errors, string unknown = "must be valid format starting with iqn, eui, or naa")
    {
        var error = name.Length < 3 ? unknown : name[..3] switch
        {
            "iqn" => Iqn().IsMatch(name) ? null : "must be valid format",
            "eui" => Eui().IsMatch(name) ? null : "must be valid format",
            "naa" => Naa().IsMatch(name) ? null : "must be valid format",
            _ => unknown,
        };
        if (error is not null) errors.Invalid(path, name, error);
    }

    public static void FibreChannel(V1FCVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (source.TargetWWNs.Count() == 0 && source.Wwids.Count() == 0)
            errors.Required(path.Child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
        if (source.TargetWWNs.Count() == 0) return;
        if (source.Wwids.Count() != 0) errors.Invalid(path.Child("targetWWNs"), source.TargetWWNs, "targetWWNs and wwids can not be specified simultaneously");
        if (source.Lun is null) errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
        else if (source.Lun is < 0 or > 255) errors.Invalid(path.Child("lun"), source.Lun, FormatRules.Between(0, 255));
    }

    public static void Glusterfs(V1GlusterfsVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.Endpoints, path.Child("endpoints"), errors);
        Needs(source.Path, path.Child("path"), errors);
    }

    public static void Flocker(V1FlockerVolumeSource source, FieldPath path, FieldErrors errors)
    {
        var named = !string.IsNullOrEmpty(source.DatasetName);
        var identified = !string.IsNullOrEmpty(source.DatasetUUID);
        if (!named && !identified) errors.Required(path, "one of datasetName and datasetUUID is required");
        if (named && identified) errors.Invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        if (named && source.DatasetName!.Contains('/')) errors.Invalid(path.Child("datasetName"), source.DatasetName, "must not contain '/'");
    }

    public static void Rbd(V1RBDVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (source.Monitors.Count() == 0) errors.Required(path.Child("monitors"));
        Needs(source.Image, path.Child("image"), errors);
    }

    public static void Cinder(V1CinderVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.VolumeID, path.Child("volumeID"), errors);
        Needs(source.SecretRef, path, errors);
    }

    public static void CephFS(V1CephFSVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (source.Monitors.Count() == 0) errors.Required(path.Child("monitors"));
    }

    public static void Quobyte(V1QuobyteVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(source.Registry)) errors.Required(path.Child("registry"), QuobyteRegistry);
        else if (source.Tenant?.Length >= 65) errors.Required(path.Child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
        else
        {
            foreach (var _ in source.Registry.Split(',').Where(pair => !IsHostAndPort(pair))) errors.Invalid(path.Child("registry"), source.Registry, QuobyteRegistry);
        }

        Needs(source.Volume, path.Child("volume"), errors);
    }

    public static void AzureFile(V1AzureFileVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.SecretName, path.Child("secretName"), errors);
        Needs(source.ShareName, path.Child("shareName"), errors);
    }

    public static void AzureDisk(V1AzureDiskVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.DiskName, path.Child("diskName"), errors);
        Needs(source.DiskURI, path.Child("diskURI"), errors);
        if (source.CachingMode is { } caching and not ("None" or "ReadOnly" or "ReadWrite"))
            errors.NotSupported(path.Child("cachingMode"), caching, "None", "ReadOnly", "ReadWrite");
        if (source.Kind is not { } kind) return;
        if (kind is not ("Dedicated" or "Managed" or "Shared")) errors.NotSupported(path.Child("kind"), kind, "Dedicated", "Managed", "Shared");
        var uri = source.DiskURI ?? "";
        if (kind == "Managed" && !uri.StartsWith("/subscriptions/", StringComparison.Ordinal)) errors.NotSupported(path.Child("diskURI"), uri, ManagedDisk);
        if (kind != "Managed" && !uri.StartsWith("https://", StringComparison.Ordinal)) errors.NotSupported(path.Child("diskURI"), uri, BlobDisk);
    }

    public static void Vsphere(V1VsphereVirtualDiskVolumeSource source, FieldPath path, FieldErrors errors) =>
        Needs(source.VolumePath, path.Child("volumePath"), errors);

    public static void Photon(V1PhotonPersistentDiskVolumeSource source, FieldPath path, FieldErrors errors) => Needs(source.PdID, path.Child("pdID"), errors);

    public static void Portworx(V1PortworxVolumeSource source, FieldPath path, FieldErrors errors) => Needs(source.VolumeID, path.Child("volumeID"), errors);

    public static void StorageOS(V1StorageOSVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(source.VolumeName)) errors.Required(path.Child("volumeName"));
        else errors.InvalidEach(path.Child("volumeName"), source.VolumeName, FormatRules.DnsLabel(source.VolumeName));
        if (!string.IsNullOrEmpty(source.VolumeNamespace))
            errors.InvalidEach(path.Child("volumeNamespace"), source.VolumeNamespace, FormatRules.DnsLabel(source.VolumeNamespace));
        Needs(source.SecretRef, path, errors);
    }

    public static void ScaleIO(V1ScaleIOVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.Gateway, path.Child("gateway"), errors);
        Needs(source.System, path.Child("system"), errors);
        Needs(source.VolumeName, path.Child("volumeName"), errors);
    }

    private static void Partition(int? partition, FieldPath path, FieldErrors errors)
    {
        // Upstream's text says 1 though it lets 0 pass, which means the whole disk.
        if (partition is < 0 or > 255) errors.Invalid(path, partition, FormatRules.Between(1, 255));
    }

    private static bool IsHostAndPort(string pair)
    {
        var colon = pair.LastIndexOf(':');
        if (colon < 0) return false;
        var host = pair[..colon];
        return host is ['[', .., ']'] || !host.AsSpan().ContainsAny(":[]");
    }

    [GeneratedRegex(@"iqn\.[0-9]{4}-[0-9]{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Iqn();

    [GeneratedRegex(@"\Aeui.[A-Za-z0-9]{16}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Eui();

    [GeneratedRegex(@"\Anaa.[A-Za-z0-9]{32}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Naa();
}
