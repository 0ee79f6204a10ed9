using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Volumes;

/// <summary>What an update of a claim may change.</summary>
internal static class ClaimUpdateValidation
{
    private const string Storage = "storage";
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1PersistentVolumeClaim claim, V1PersistentVolumeClaim old, FieldErrors errors)
    {
        var (spec, before) = (claim.Spec, old.Spec);
        var allowed = Allowed(claim, old);
        if (!allowed.SemanticEquals(before))
        {
            errors.Forbidden(
                Spec,
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                + UnifiedDiff.Of(ClaimText.Of(before), ClaimText.Of(allowed)));
        }

        if (spec.VolumeMode != before.VolumeMode) errors.Invalid(FieldPath.Root("volumeMode"), spec.VolumeMode, FieldRules.FieldIsImmutable);
        ValidateSize(claim, old, errors);
        if (claim.Status.Phase != "Bound" || before.VolumeAttributesClassName is null || spec.VolumeAttributesClassName is not null) return;
        errors.Forbidden(Spec.Child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
    }

    // A copy in which everything that may change is as it was.
    private static V1PersistentVolumeClaimSpec Allowed(V1PersistentVolumeClaim claim, V1PersistentVolumeClaim old)
    {
        var copy = claim.Spec.DeepClone();
        var before = old.Spec;
        if (string.IsNullOrEmpty(before.VolumeName)) copy.VolumeName = before.VolumeName;
        // A class may be given later, as the default class is to claims that were there before it.
        if (before.StorageClassName is null) copy.StorageClassName = null;
        if (old.Status.Phase != "Bound") return copy;
        copy.VolumeAttributesClassName = before.VolumeAttributesClassName;
        if (before.Resources?.Requests?.TryGetValue(Storage, out var size) == true && copy.Resources?.Requests is { } requests) requests[Storage] = size;
        return copy;
    }

    private static void ValidateSize(V1PersistentVolumeClaim claim, V1PersistentVolumeClaim old, FieldErrors errors)
    {
        if (old.Status.Phase != "Bound") return;
        if (claim.Spec.Resources?.Requests?.TryGetValue(Storage, out var size) != true) return;
        if (old.Spec.Resources?.Requests?.TryGetValue(Storage, out var before) != true || size!.CompareTo(before) >= 0) return;
        // A wish that was not granted yet may be taken back, down to what there is.
        if (old.Status.Capacity?.TryGetValue(Storage, out var actual) != true || size.CompareTo(actual) <= 0)
            errors.Forbidden(Spec.Child("resources", "requests").Child(Storage), "field can not be less than status.capacity");
    }
}
