using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.StatefulSets;

/// <summary>The rules of stateful sets.</summary>
internal static class StatefulSetValidation
{
    private static readonly FieldPath Spec = WorkloadValidation.Spec;

    public static void ValidateSpec(V1StatefulSetSpec spec, PodValidationOptions? options, FieldErrors errors)
    {
        ValidatePolicies(spec, errors);
        errors.NonNegative(Spec.Child("replicas"), spec.Replicas);
        errors.NonNegative(Spec.Child("minReadySeconds"), spec.MinReadySeconds);
        if (spec.Ordinals is { } ordinals) errors.NonNegative(Spec.Child("ordinals", "start"), ordinals.Start);
        errors.NonNegative(Spec.Child("revisionHistoryLimit"), spec.RevisionHistoryLimit);
        if (spec.Selector is null) errors.Required(Spec.Child("selector"));
        else
        {
            LabelSelectorValidation.Validate(spec.Selector, errors, Spec.Child("selector"));
            if (LabelSelectorValidation.IsEmpty(spec.Selector))
                errors.Invalid(Spec.Child("selector"), LabelSelectorValidation.ToJson(spec.Selector), "empty selector is invalid for statefulset");
        }

        if (spec.Selector is not null && !LabelSelectorValidation.IsConvertible(spec.Selector))
            errors.Invalid(Spec.Child("selector"), LabelSelectorValidation.ToJson(spec.Selector), "");
        else if (!WorkloadValidation.Selects(spec.Selector, spec.Template.Metadata?.Labels)) WorkloadValidation.ReportMismatch(spec.Template, errors);
        PodTemplateValidation.Validate(WithClaims(spec), Spec.Child("template"), errors, options);
        WorkloadValidation.ValidateAlwaysRunning(spec.Template, "StatefulSet", errors);
    }

    // Containers mount the volumes of the claims that each pod will have.
    private static V1PodTemplateSpec WithClaims(V1StatefulSetSpec spec)
    {
        if (spec.VolumeClaimTemplates is not { Count: > 0 } claims || spec.Template?.Spec is null) return spec.Template!;
        var template = spec.Template.DeepClone();
        var volumes = template.Spec.Volumes ??= [];
        foreach (var claim in claims)
        {
            if (claim.Metadata?.Name is not { Length: > 0 } name || volumes.Exists(volume => volume.Name == name)) continue;
            volumes.Add(new V1Volume { Name = name, PersistentVolumeClaim = new() { ClaimName = name } });
        }

        return template;
    }

    public static void ValidateUpdate(V1StatefulSet set, V1StatefulSet old, FieldErrors errors)
    {
        ValidateSpec(set.Spec, PodValidationOptions.ForTemplateUpdate(old.Spec.Template), errors);
        // The rest of the specification is compared as a whole.
        var same = (set.Spec.Selector?.SemanticEquals(old.Spec.Selector) ?? old.Spec.Selector is null)
            && (set.Spec.ServiceName ?? "") == (old.Spec.ServiceName ?? "")
            && (set.Spec.PodManagementPolicy ?? "") == (old.Spec.PodManagementPolicy ?? "")
            && SameClaims(set.Spec.VolumeClaimTemplates, old.Spec.VolumeClaimTemplates);
        if (!same)
        {
            errors.Forbidden(
                Spec,
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
                + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    /// <summary>The rules of a status that the controller writes.</summary>
    public static void ValidateStatus(V1StatefulSet set, V1StatefulSet old, FieldErrors errors)
    {
        var path = FieldPath.Root("status");
        var status = set.Status;
        errors.NonNegative(path.Child("replicas"), status.Replicas);
        errors.NonNegative(path.Child("readyReplicas"), status.ReadyReplicas);
        errors.NonNegative(path.Child("currentReplicas"), status.CurrentReplicas);
        errors.NonNegative(path.Child("updatedReplicas"), status.UpdatedReplicas);
        errors.NonNegative(path.Child("availableReplicas"), status.AvailableReplicas);
        errors.NonNegative(path.Child("observedGeneration"), status.ObservedGeneration);
        WorkloadValidation.ValidateCollisions(status.CollisionCount, old.Status.CollisionCount, errors);
        const string Text = "cannot be greater than status.replicas";
        if (status.ReadyReplicas > status.Replicas) errors.Invalid(path.Child("readyReplicas"), status.ReadyReplicas, Text);
        if (status.CurrentReplicas > status.Replicas) errors.Invalid(path.Child("currentReplicas"), status.CurrentReplicas, Text);
        if (status.UpdatedReplicas > status.Replicas) errors.Invalid(path.Child("updatedReplicas"), status.UpdatedReplicas, Text);
        if (status.AvailableReplicas > status.Replicas) errors.Invalid(path.Child("availableReplicas"), status.AvailableReplicas, Text);
        if (status.AvailableReplicas > (status.ReadyReplicas ?? 0))
            errors.Invalid(path.Child("availableReplicas"), status.AvailableReplicas, "cannot be greater than status.readyReplicas");
    }

    private static void ValidatePolicies(V1StatefulSetSpec spec, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(spec.PodManagementPolicy)) errors.Required(Spec.Child("podManagementPolicy"));
        else if (spec.PodManagementPolicy is not ("OrderedReady" or "Parallel"))
            errors.Invalid(Spec.Child("podManagementPolicy"), spec.PodManagementPolicy, "must be 'OrderedReady' or 'Parallel'");

        var strategy = spec.UpdateStrategy;
        var path = Spec.Child("updateStrategy");
        switch (strategy?.Type)
        {
            case null or "":
                errors.Required(path);
                break;
            case "OnDelete":
                if (strategy.RollingUpdate is { } given)
                {
                    errors.Invalid(
                        path.Child("rollingUpdate"),
                        new JsonText($"{{\"Partition\":{given.Partition ?? 0},\"MaxUnavailable\":{BadValue.Format(given.MaxUnavailable)}}}"),
                        "only allowed for updateStrategy 'RollingUpdate'");
                }

                break;
            case "RollingUpdate":
                errors.NonNegative(path.Child("rollingUpdate", "partition"), strategy.RollingUpdate?.Partition);
                break;
            default:
                errors.Invalid(
                    path, new JsonText($"{{\"Type\":{BadValue.JsonQuote(strategy.Type)},\"RollingUpdate\":null}}"), "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }

        var retention = Spec.Child("persistentVolumeClaimRetentionPolicy");
        if (spec.PersistentVolumeClaimRetentionPolicy is not { } policy) return;
        errors.OneOf(retention.Child("whenDeleted"), policy.WhenDeleted, "Retain", "Delete");
        errors.OneOf(retention.Child("whenScaled"), policy.WhenScaled, "Retain", "Delete");
    }

    private static bool SameClaims(List<V1PersistentVolumeClaim>? left, List<V1PersistentVolumeClaim>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        for (var i = 0; i < left?.Count; i++)
        {
            if (!left[i].SemanticEquals(right![i])) return false;
        }

        return true;
    }
}
