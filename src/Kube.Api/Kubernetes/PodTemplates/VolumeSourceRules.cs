using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The rules of volume sources that need to know nothing of the pod: Kubernetes' own. Persistent volumes share some of them.</summary>
internal static partial class VolumeSourceRules
{
    private static readonly string[] HostPathTypes = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    public static void EmptyDir(V1EmptyDirVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (source.SizeLimit is { } size && size.Sign < 0)
            errors.Forbidden(path.Child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
    }

    public static void HostPath(V1HostPathVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(source.Path))
        {
            errors.Required(path.Child("path"));
            return;
        }

        PathRules.NoBacksteps(path.Child("path"), source.Path, errors);
        if (source.Type is not null && !HostPathTypes.Contains(source.Type)) errors.NotSupported(path.Child("type"), source.Type, HostPathTypes);
    }

    public static void Secret(V1SecretVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.SecretName, path.Child("secretName"), errors);
        PathRules.Mode(path.Child("defaultMode"), source.DefaultMode, errors);
        for (var i = 0; i < source.Items.Count(); i++) KeyToPath(source.Items![i], path.Child("items").Index(i), errors);
    }

    public static void ConfigMap(V1ConfigMapVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.Name, path.Child("name"), errors);
        PathRules.Mode(path.Child("defaultMode"), source.DefaultMode, errors);
        for (var i = 0; i < source.Items.Count(); i++) KeyToPath(source.Items![i], path.Child("items").Index(i), errors);
    }

    public static void KeyToPath(V1KeyToPath item, FieldPath path, FieldErrors errors)
    {
        Needs(item.Key, path.Child("key"), errors);
        Needs(item.Path, path.Child("path"), errors);
        PathRules.LocalNonReserved(path.Child("path"), item.Path, errors);
        PathRules.Mode(path.Child("mode"), item.Mode, errors);
    }

    public static void PersistentVolumeClaim(V1PersistentVolumeClaimVolumeSource source, FieldPath path, FieldErrors errors) =>
        Needs(source.ClaimName, path.Child("claimName"), errors);

    public static void Nfs(V1NFSVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.Server, path.Child("server"), errors);
        Needs(source.Path, path.Child("path"), errors);
        if (source.Path is not ['/', ..]) errors.Invalid(path.Child("path"), source.Path ?? "", "must be an absolute path");
    }

    public static void Csi(V1CSIVolumeSource source, FieldPath path, FieldErrors errors)
    {
        CsiDriverName(source.Driver, path.Child("driver"), errors);
        if (source.NodePublishSecretRef is not { } secret) return;
        if (string.IsNullOrEmpty(secret.Name)) errors.Required(path.Child("nodePublishSecretRef", "name"));
        else errors.InvalidEach(path.Child("name"), secret.Name, FormatRules.DnsSubdomain(secret.Name));
    }

    public static void CsiDriverName(string? name, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(name))
        {
            errors.Required(path);
            return;
        }

        if (FormatRules.Utf8Length(name) > 63) errors.TooLong(path, 63);
        errors.InvalidEach(path, name, FormatRules.DnsSubdomain(name.ToLowerInvariant()));
    }

    public static void FlexVolume(V1FlexVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.Driver, path.Child("driver"), errors);
        foreach (var (key, _) in source.Options.Sorted())
        {
            var domain = "." + key.Split('/', 2)[0].ToLowerInvariant();
            if (key.Contains('/') && IsReserved(domain) || !key.Contains('/') && IsReserved("." + key.ToLowerInvariant()))
                errors.Invalid(path.Child("options").Key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
        }
    }

    public static void GitRepo(V1GitRepoVolumeSource source, FieldPath path, FieldErrors errors)
    {
        Needs(source.Repository, path.Child("repository"), errors);
        PathRules.LocalDescending(path.Child("directory"), source.Directory, errors);
    }

    private static bool IsReserved(string domain) =>
        domain.EndsWith(".kubernetes.io", StringComparison.Ordinal) || domain.EndsWith(".k8s.io", StringComparison.Ordinal);

    private static void Needs(string? value, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(value)) errors.Required(path);
    }

    private static void Needs(V1LocalObjectReference? secret, FieldPath path, FieldErrors errors)
    {
        if (secret is not null) Needs(secret.Name, path.Child("secretRef", "name"), errors);
    }
}
