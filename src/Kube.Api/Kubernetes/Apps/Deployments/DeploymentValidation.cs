using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.Deployments;

/// <summary>The rules of deployments.</summary>
internal static class DeploymentValidation
{
    private static readonly FieldPath Spec = WorkloadValidation.Spec;

    public static void Validate(V1Deployment deployment, FieldErrors errors) => ValidateSpec(deployment.Spec, null, errors);

    public static void ValidateUpdate(V1Deployment deployment, V1Deployment old, FieldErrors errors)
    {
        ValidateSpec(deployment.Spec, PodValidationOptions.ForTemplateUpdate(old.Spec.Template), errors);
        WorkloadValidation.ValidateSelectorUnchanged(deployment.Spec.Selector, old.Spec.Selector, errors);
    }

    /// <summary>The rules of a status that the deployment's controller writes.</summary>
    public static void ValidateStatus(V1Deployment deployment, V1Deployment old, FieldErrors errors)
    {
        var path = FieldPath.Root("status");
        var status = deployment.Status;
        errors.NonNegative(path.Child("observedGeneration"), status.ObservedGeneration);
        errors.NonNegative(path.Child("replicas"), status.Replicas);
        errors.NonNegative(path.Child("updatedReplicas"), status.UpdatedReplicas);
        errors.NonNegative(path.Child("readyReplicas"), status.ReadyReplicas);
        errors.NonNegative(path.Child("availableReplicas"), status.AvailableReplicas);
        errors.NonNegative(path.Child("unavailableReplicas"), status.UnavailableReplicas);
        errors.NonNegative(path.Child("terminatingReplicas"), status.TerminatingReplicas);
        WorkloadValidation.ValidateCollisions(status.CollisionCount, old.Status.CollisionCount, errors);
        const string Text = "cannot be greater than status.replicas";
        var replicas = status.Replicas ?? 0;
        if ((status.UpdatedReplicas ?? 0) > replicas) errors.Invalid(path.Child("updatedReplicas"), status.UpdatedReplicas ?? 0, Text);
        if ((status.ReadyReplicas ?? 0) > replicas) errors.Invalid(path.Child("readyReplicas"), status.ReadyReplicas ?? 0, Text);
        if ((status.AvailableReplicas ?? 0) > replicas) errors.Invalid(path.Child("availableReplicas"), status.AvailableReplicas ?? 0, Text);
        if ((status.AvailableReplicas ?? 0) > (status.ReadyReplicas ?? 0))
            errors.Invalid(path.Child("availableReplicas"), status.AvailableReplicas ?? 0, "cannot be greater than readyReplicas");
    }

    private static void ValidateSpec(V1DeploymentSpec spec, PodValidationOptions? options, FieldErrors errors)
    {
        errors.NonNegative(Spec.Child("replicas"), spec.Replicas);
        WorkloadValidation.ValidateSelectorAndTemplate(spec.Selector, spec.Template, options, errors);
        ValidateStrategy(spec.Strategy ?? new V1DeploymentStrategy(), errors, Spec.Child("strategy"));
        errors.NonNegative(Spec.Child("minReadySeconds"), spec.MinReadySeconds ?? 0);
        errors.NonNegative(Spec.Child("revisionHistoryLimit"), spec.RevisionHistoryLimit);
        if (spec.ProgressDeadlineSeconds is not { } deadline) return;
        errors.NonNegative(Spec.Child("progressDeadlineSeconds"), deadline);
        if (deadline <= (spec.MinReadySeconds ?? 0)) errors.Invalid(Spec.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
    }

    private static void ValidateStrategy(V1DeploymentStrategy strategy, FieldErrors errors, FieldPath path)
    {
        switch (strategy.Type)
        {
            case "Recreate":
                if (strategy.RollingUpdate is not null)
                    errors.Forbidden(path.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate":
                // Upstream leaves it to defaulting that it is there.
                if (strategy.RollingUpdate is null) errors.Required(path.Child("rollingUpdate"), "this should be defaulted and never be nil");
                else ValidateRolling(strategy.RollingUpdate, errors, path.Child("rollingUpdate"));
                break;
            default:
                errors.NotSupported(
                    path, new JsonText($"{{\"Type\":{BadValue.JsonQuote(strategy.Type ?? "")},\"RollingUpdate\":null}}"), "Recreate", "RollingUpdate");
                break;
        }
    }

    private static void ValidateRolling(V1RollingUpdateDeployment rolling, FieldErrors errors, FieldPath path)
    {
        IntOrStringRules.ValidatePositiveOrPercent(rolling.MaxUnavailable, errors, path.Child("maxUnavailable"));
        IntOrStringRules.ValidatePositiveOrPercent(rolling.MaxSurge, errors, path.Child("maxSurge"));
        if (IntOrStringRules.Magnitude(rolling.MaxUnavailable) == 0 && IntOrStringRules.Magnitude(rolling.MaxSurge) == 0)
            errors.Invalid(path.Child("maxUnavailable"), rolling.MaxUnavailable, "may not be 0 when `maxSurge` is 0");
        IntOrStringRules.ValidateAtMost100Percent(rolling.MaxUnavailable, errors, path.Child("maxUnavailable"));
    }
}
