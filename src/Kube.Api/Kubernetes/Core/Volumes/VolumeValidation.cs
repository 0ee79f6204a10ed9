using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>The rules of volumes.</summary>
internal static class VolumeValidation
{
    private const string Storage = "storage";
    private static readonly FieldPath Spec = FieldPath.Root("spec");
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public static void Validate(V1PersistentVolume volume, FieldErrors errors)
    {
        var spec = volume.Spec;
        ValidateModes(spec.AccessModes, errors);
        ValidateCapacity(spec.Capacity, errors);
        if (spec.PersistentVolumeReclaimPolicy is { Length: > 0 } policy and not ("Delete" or "Recycle" or "Retain"))
            errors.NotSupported(Spec.Child("persistentVolumeReclaimPolicy"), policy, "Delete", "Recycle", "Retain");
        ValidateAffinity(spec.NodeAffinity, errors);
        VolumeSources.Validate(spec, errors);
        if (spec is { HostPath.Path: "/", PersistentVolumeReclaimPolicy: "Recycle" })
            errors.Forbidden(Spec.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        if (!string.IsNullOrEmpty(spec.StorageClassName))
            errors.InvalidEach(Spec.Child("storageClassName"), spec.StorageClassName, FormatRules.DnsSubdomain(spec.StorageClassName));
        if (spec.VolumeMode is { } mode and not ("Block" or "Filesystem")) errors.NotSupported(Spec.Child("volumeMode"), mode, "Block", "Filesystem");
        ValidateAttributes(spec, errors);
    }

    public static void ValidateUpdate(V1PersistentVolume volume, V1PersistentVolume old, FieldErrors errors)
    {
        Validate(volume, errors);
        if (!VolumeSources.Same(volume.Spec, old.Spec))
            errors.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation\n" + VolumeSources.Difference(old.Spec, volume.Spec));
        errors.Immutable(FieldPath.Root("volumeMode"), volume.Spec.VolumeMode == old.Spec.VolumeMode, volume.Spec.VolumeMode);
        if (old.Spec.NodeAffinity is { } before && volume.Spec.NodeAffinity?.SemanticEquals(before) != true)
            errors.Invalid(Spec.Child("nodeAffinity"), new JsonText("{}"), FieldRules.FieldIsImmutable);
    }

    private static void ValidateModes(List<string>? modes, FieldErrors errors)
    {
        var path = Spec.Child("accessModes");
        if (modes is not { Count: > 0 })
        {
            errors.Required(path);
            return;
        }

        foreach (var mode in modes.Where(mode => !AccessModes.Contains(mode))) errors.NotSupported(path, mode, AccessModes);
        if (modes.Contains("ReadWriteOncePod") && modes.Exists(mode => mode != "ReadWriteOncePod" && AccessModes.Contains(mode)))
            errors.Forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }

    private static void ValidateCapacity(Dictionary<string, ResourceQuantity>? capacity, FieldErrors errors)
    {
        var path = Spec.Child("capacity");
        if (capacity is not { Count: > 0 }) errors.Required(path);
        if (capacity?.ContainsKey(Storage) != true || capacity.Count > 1)
        {
            var shown = capacity is null
                ? null
                : new JsonText($"{{{string.Join(',', capacity.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{BadValue.JsonQuote(e.Key)}:\"{e.Value}\""))}}}");
            errors.NotSupported(path, shown, Storage);
        }

        if (capacity?.TryGetValue(Storage, out var size) != true) return;
        // Upstream shows the number of its parsed form here, whatever its unit.
        if (size!.ToDecimal() < 0) errors.Invalid(path.Key(Storage), (long)size.ToDecimal(), "must be a valid resource quantity");
        if (size.ToDecimal() <= 0) errors.Invalid(path.Key(Storage), size.ToString(), "must be greater than zero");
    }

    private static void ValidateAffinity(V1VolumeNodeAffinity? affinity, FieldErrors errors)
    {
        if (affinity is null) return;
        var path = Spec.Child("nodeAffinity");
        if (affinity.Required is null) errors.Required(path.Child("required"), "must specify required node constraints");
        else NodeSelectorRules.Validate(affinity.Required, path.Child("required"), errors);
    }

    private static void ValidateAttributes(V1PersistentVolumeSpec spec, FieldErrors errors)
    {
        if (spec.VolumeAttributesClassName is not { } name) return;
        var path = Spec.Child("volumeAttributesClassName");
        if (name.Length == 0) errors.Required(path, "an empty string is disallowed");
        else errors.InvalidEach(path, name, FormatRules.DnsSubdomain(name));
        if (spec.Csi is null) errors.Required(Spec.Child("csi"), "has to be specified when using volumeAttributesClassName");
    }
}
