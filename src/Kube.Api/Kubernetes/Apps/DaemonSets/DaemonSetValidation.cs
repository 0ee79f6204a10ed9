using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.DaemonSets;

/// <summary>The rules of daemon sets.</summary>
internal static class DaemonSetValidation
{
    private static readonly FieldPath Spec = WorkloadValidation.Spec;

    public static void ValidateSpec(V1DaemonSetSpec spec, PodValidationOptions? options, FieldErrors errors)
    {
        LabelSelectorValidation.Validate(spec.Selector, errors, Spec.Child("selector"));
        if ((spec.Selector is null || LabelSelectorValidation.IsConvertible(spec.Selector)) && !WorkloadValidation.Selects(spec.Selector, spec.Template.Metadata?.Labels))
            WorkloadValidation.ReportMismatch(spec.Template, errors);
        if (spec.Selector is not null && LabelSelectorValidation.IsEmpty(spec.Selector))
            errors.Invalid(Spec.Child("selector"), LabelSelectorValidation.ToJson(spec.Selector), "empty selector is invalid for daemonset");

        PodTemplateValidation.Validate(spec.Template, Spec.Child("template"), errors, options);
        WorkloadValidation.ValidateAlwaysRunning(spec.Template, "DaemonSet", errors);
        errors.NonNegative(Spec.Child("minReadySeconds"), spec.MinReadySeconds);
        ValidateStrategy(spec.UpdateStrategy, errors, Spec.Child("updateStrategy"));
        errors.NonNegative(Spec.Child("revisionHistoryLimit"), spec.RevisionHistoryLimit);
    }

    /// <summary>The rules of a status that the controller writes.</summary>
    public static void ValidateStatus(V1DaemonSet set, V1DaemonSet old, FieldErrors errors)
    {
        var path = FieldPath.Root("status");
        var status = set.Status;
        errors.NonNegative(path.Child("currentNumberScheduled"), status.CurrentNumberScheduled);
        errors.NonNegative(path.Child("numberMisscheduled"), status.NumberMisscheduled);
        errors.NonNegative(path.Child("desiredNumberScheduled"), status.DesiredNumberScheduled);
        errors.NonNegative(path.Child("numberReady"), status.NumberReady);
        errors.NonNegative(path.Child("observedGeneration"), status.ObservedGeneration);
        errors.NonNegative(path.Child("updatedNumberScheduled"), status.UpdatedNumberScheduled);
        errors.NonNegative(path.Child("numberAvailable"), status.NumberAvailable);
        errors.NonNegative(path.Child("numberUnavailable"), status.NumberUnavailable);
        WorkloadValidation.ValidateCollisions(status.CollisionCount, old.Status.CollisionCount, errors);
    }

    private static void ValidateStrategy(V1DaemonSetUpdateStrategy strategy, FieldErrors errors, FieldPath path)
    {
        switch (strategy.Type)
        {
            case "OnDelete":
                break;
            case "RollingUpdate":
                if (strategy.RollingUpdate is null) errors.Required(path.Child("rollingUpdate"));
                else ValidateRolling(strategy.RollingUpdate, errors, path.Child("rollingUpdate"));
                break;
            default:
                errors.NotSupported(
                    path, new JsonText($"{{\"Type\":{BadValue.JsonQuote(strategy.Type ?? "")},\"RollingUpdate\":null}}"), "RollingUpdate", "OnDelete");
                break;
        }
    }

    private static void ValidateRolling(V1RollingUpdateDaemonSet rolling, FieldErrors errors, FieldPath path)
    {
        IntOrStringRules.ValidatePositiveOrPercent(rolling.MaxUnavailable, errors, path.Child("maxUnavailable"));
        IntOrStringRules.ValidatePositiveOrPercent(rolling.MaxSurge, errors, path.Child("maxSurge"));
        IntOrStringRules.ValidateAtMost100Percent(rolling.MaxUnavailable, errors, path.Child("maxUnavailable"));
        IntOrStringRules.ValidateAtMost100Percent(rolling.MaxSurge, errors, path.Child("maxSurge"));
        var unavailable = IntOrStringRules.Magnitude(rolling.MaxUnavailable) != 0;
        var surge = IntOrStringRules.Magnitude(rolling.MaxSurge) != 0;
        if (unavailable && surge) errors.Invalid(path.Child("maxSurge"), rolling.MaxSurge, "may not be set when maxUnavailable is non-zero");
        else if (!unavailable && !surge) errors.Required(path.Child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
    }
}
