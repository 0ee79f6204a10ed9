using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>The rules of autoscalers.</summary>
internal static partial class AutoscalerValidation
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V2HorizontalPodAutoscalerSpec spec, V2HorizontalPodAutoscalerSpec? old, FieldErrors errors)
    {
        if (spec.MinReplicas < 1) errors.Invalid(Spec.Child("minReplicas"), spec.MinReplicas, "must be greater than or equal to 1");
        // From nothing only something outside the pods can tell that they are wanted; scaling to nothing is behind a gate that is off all the same.
        if (spec.MinReplicas == 0 && spec.Metrics?.Exists(metric => metric.Type is "Object" or "External") != true)
            errors.Forbidden(Spec.Child("metrics"), "must specify at least one Object or External metric to support scaling to zero replicas");
        if (spec.MaxReplicas < 1) errors.Required(Spec.Child("maxReplicas"), "must be set and greater than 0");
        if (spec.MinReplicas is { } minimum && spec.MaxReplicas < minimum)
            errors.Invalid(Spec.Child("maxReplicas"), spec.MaxReplicas, "must be greater than or equal to `minReplicas`");
        ValidateTarget(spec.ScaleTargetRef, errors, Spec.Child("scaleTargetRef"), groupRequired: true);
        for (var i = 0; i < spec.Metrics?.Count; i++) ValidateMetric(spec.Metrics[i], errors, Spec.Child("metrics").Index(i));
        if (spec.Behavior is not { } behavior) return;
        ValidateRules(behavior.ScaleUp, errors, Spec.Child("behavior", "scaleUp"));
        ValidateRules(behavior.ScaleDown, errors, Spec.Child("behavior", "scaleDown"));
    }

    private static void ValidateTarget(V2CrossVersionObjectReference target, FieldErrors errors, FieldPath path, bool groupRequired = false)
    {
        if (string.IsNullOrEmpty(target.Kind)) errors.Required(path.Child("kind"));
        else errors.InvalidEach(path.Child("kind"), target.Kind, FormatRules.PathSegment(target.Kind));
        if (string.IsNullOrEmpty(target.Name)) errors.Required(path.Child("name"));
        else errors.InvalidEach(path.Child("name"), target.Name, FormatRules.PathSegment(target.Name));
        if (!string.IsNullOrEmpty(target.ApiVersion) && target.ApiVersion.Split('/').Length > 2)
            errors.Invalid(path.Child("apiVersion"), target.ApiVersion, $"unexpected GroupVersion string: {target.ApiVersion}");
        else if (groupRequired && (string.IsNullOrEmpty(target.ApiVersion) || !target.ApiVersion.Contains('/')) && target.Kind != "ReplicationController")
            errors.Invalid(path.Child("apiVersion"), target.ApiVersion ?? "", "apiVersion must specify API group");
    }

    private static void ValidateRules(V2HPAScalingRules? rules, FieldErrors errors, FieldPath path)
    {
        if (rules is null) return;
        var window = rules.StabilizationWindowSeconds;
        if (window < 0) errors.Invalid(path.Child("stabilizationWindowSeconds"), window, "must be greater than or equal to zero");
        if (window > 3600) errors.Invalid(path.Child("stabilizationWindowSeconds"), window, "must be less than or equal to 3600");
        if (rules.SelectPolicy is { } select and not ("Max" or "Min" or "Disabled"))
            errors.NotSupported(path.Child("selectPolicy"), select, "Disabled", "Max", "Min");
        if (rules.Policies is not { Count: > 0 }) errors.Required(path.Child("policies"), "must specify at least one Policy");
        if (rules.Tolerance is { } tolerance && tolerance.ToDecimal() < 0)
            errors.Invalid(path.Child("tolerance"), tolerance.ToString(), "must be greater than or equal to zero");
        for (var i = 0; i < rules.Policies?.Count; i++) ValidatePolicy(rules.Policies[i], errors, path.Child("policies").Index(i));
    }

    private static void ValidatePolicy(V2HPAScalingPolicy policy, FieldErrors errors, FieldPath path)
    {
        if (policy.Type is not ("Pods" or "Percent")) errors.NotSupported(path.Child("type"), policy.Type ?? "", "Percent", "Pods");
        if (policy.Value <= 0) errors.Invalid(path.Child("value"), policy.Value, "must be greater than zero");
        if (policy.PeriodSeconds <= 0) errors.Invalid(path.Child("periodSeconds"), policy.PeriodSeconds, "must be greater than zero");
        if (policy.PeriodSeconds > 1800) errors.Invalid(path.Child("periodSeconds"), policy.PeriodSeconds, "must be less than or equal to 1800");
    }
}
