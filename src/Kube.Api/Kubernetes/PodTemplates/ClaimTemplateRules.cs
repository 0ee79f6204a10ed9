using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The rules of the claim that a pod brings with a volume of its own.</summary>
internal static class ClaimTemplateRules
{
    private const string NotHere = "cannot be set";

    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public static void Validate(V1PersistentVolumeClaimTemplate template, FieldPath path, FieldErrors errors)
    {
        Metadata(template.Metadata, path.Child("metadata"), errors);
        ClaimSpec(template.Spec, path.Child("spec"), errors);
    }

    /// <summary>The rules of a claim's specification.</summary>
    public static void ClaimSpec(V1PersistentVolumeClaimSpec spec, FieldPath path, FieldErrors errors)
    {
        if (spec.AccessModes.Count() == 0) errors.Required(path.Child("accessModes"), "at least 1 access mode is required");
        LabelSelectorValidation.Validate(spec.Selector, errors, path.Child("selector"));
        Modes(spec.AccessModes.OrEmpty(), path.Child("accessModes"), errors);
        Storage(spec, path.Child("resources").Key("storage"), errors);
        if (!string.IsNullOrEmpty(spec.StorageClassName))
            errors.InvalidEach(path.Child("storageClassName"), spec.StorageClassName, FormatRules.DnsSubdomain(spec.StorageClassName));
        if (spec.VolumeMode is { } mode and not ("Block" or "Filesystem")) errors.NotSupported(path.Child("volumeMode"), mode, "Block", "Filesystem");
        if (spec.DataSource is { } source) Source(source.ApiGroup, source.Kind, source.Name, path.Child("dataSource"), errors);
        if (spec.DataSourceRef is { } reference) Source(reference.ApiGroup, reference.Kind, reference.Name, path.Child("dataSourceRef"), errors);
        if (!string.IsNullOrEmpty(spec.VolumeAttributesClassName))
        {
            errors.InvalidEach(
                path.Child("volumeAttributesClassName"), spec.VolumeAttributesClassName, FormatRules.DnsSubdomain(spec.VolumeAttributesClassName));
        }
    }

    private static void Metadata(V1ObjectMeta? metadata, FieldPath path, FieldErrors errors)
    {
        if (metadata is null) return;
        ObjectMetaValidation.ValidateAnnotations(metadata.Annotations, errors, path.Child("annotations"));
        ObjectMetaValidation.ValidateLabels(metadata.Labels, errors, path.Child("labels"));
        if (!string.IsNullOrEmpty(metadata.Name)) errors.Forbidden(path.Child("name"), NotHere);
        if (!string.IsNullOrEmpty(metadata.GenerateName)) errors.Forbidden(path.Child("generateName"), NotHere);
        if (!string.IsNullOrEmpty(metadata.Namespace)) errors.Forbidden(path.Child("namespace"), NotHere);
        if (!string.IsNullOrEmpty(metadata.SelfLink)) errors.Forbidden(path.Child("selfLink"), NotHere);

        // The first letter alone is made lower case, so "UID" shows as it does upstream.
        if (!string.IsNullOrEmpty(metadata.Uid)) errors.Forbidden(path.Child("uID"), NotHere);
        if (!string.IsNullOrEmpty(metadata.ResourceVersion)) errors.Forbidden(path.Child("resourceVersion"), NotHere);
        if ((metadata.Generation ?? 0) != 0) errors.Forbidden(path.Child("generation"), NotHere);
        if (metadata.CreationTimestamp is not null) errors.Forbidden(path.Child("creationTimestamp"), NotHere);
        if (metadata.DeletionTimestamp is not null) errors.Forbidden(path.Child("deletionTimestamp"), NotHere);
        if (metadata.DeletionGracePeriodSeconds is not null) errors.Forbidden(path.Child("deletionGracePeriodSeconds"), NotHere);
        if (metadata.OwnerReferences is not null) errors.Forbidden(path.Child("ownerReferences"), NotHere);
        if (metadata.Finalizers is not null) errors.Forbidden(path.Child("finalizers"), NotHere);
        if (metadata.ManagedFields is not null) errors.Forbidden(path.Child("managedFields"), NotHere);
    }

    private static void Modes(List<string> modes, FieldPath path, FieldErrors errors)
    {
        foreach (var mode in modes.Where(mode => !AccessModes.Contains(mode))) errors.NotSupported(path, mode, AccessModes);
        if (modes.Contains("ReadWriteOncePod") && modes.Exists(mode => mode != "ReadWriteOncePod" && AccessModes.Contains(mode)))
            errors.Forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }

    private static void Storage(V1PersistentVolumeClaimSpec spec, FieldPath path, FieldErrors errors)
    {
        if (spec.Resources?.Requests is not { } requests || !requests.TryGetValue("storage", out var size)) errors.Required(path);
        else if (size.Sign <= 0) errors.Invalid(path, size.ToString(), "must be greater than zero");
    }

    private static void Source(string? group, string? kind, string? name, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(name)) errors.Required(path.Child("name"));
        if (string.IsNullOrEmpty(kind)) errors.Required(path.Child("kind"));
        if (!string.IsNullOrEmpty(group)) errors.InvalidEach(path.Child("apiGroup"), group, FormatRules.DnsSubdomain(group));
        else if (kind != "PersistentVolumeClaim") errors.Invalid(path, kind ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
}
