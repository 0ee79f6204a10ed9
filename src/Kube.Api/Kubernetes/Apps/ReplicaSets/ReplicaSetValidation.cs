using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.ReplicaSets;

/// <summary>The rules of replica sets.</summary>
internal static class ReplicaSetValidation
{
    private static readonly FieldPath Spec = WorkloadValidation.Spec;

    public static void ValidateSpec(V1ReplicaSetSpec spec, PodValidationOptions? options, FieldErrors errors)
    {
        errors.NonNegative(Spec.Child("replicas"), spec.Replicas);
        errors.NonNegative(Spec.Child("minReadySeconds"), spec.MinReadySeconds);
        WorkloadValidation.ValidateSelectorAndTemplate(spec.Selector, spec.Template, options, errors);
    }

    /// <summary>The rules of a status that the controller writes.</summary>
    public static void ValidateStatus(V1ReplicaSet set, V1ReplicaSet old, FieldErrors errors)
    {
        var path = FieldPath.Root("status");
        var status = set.Status;
        errors.NonNegative(path.Child("replicas"), status.Replicas);
        errors.NonNegative(path.Child("fullyLabeledReplicas"), status.FullyLabeledReplicas);
        errors.NonNegative(path.Child("readyReplicas"), status.ReadyReplicas);
        errors.NonNegative(path.Child("availableReplicas"), status.AvailableReplicas);
        errors.NonNegative(path.Child("terminatingReplicas"), status.TerminatingReplicas);
        errors.NonNegative(path.Child("observedGeneration"), status.ObservedGeneration);
        const string Text = "cannot be greater than status.replicas";
        if (status.FullyLabeledReplicas > status.Replicas) errors.Invalid(path.Child("fullyLabeledReplicas"), status.FullyLabeledReplicas, Text);
        if (status.ReadyReplicas > status.Replicas) errors.Invalid(path.Child("readyReplicas"), status.ReadyReplicas, Text);
        if (status.AvailableReplicas > status.Replicas) errors.Invalid(path.Child("availableReplicas"), status.AvailableReplicas, Text);
        if ((status.AvailableReplicas ?? 0) > (status.ReadyReplicas ?? 0))
            errors.Invalid(path.Child("availableReplicas"), status.AvailableReplicas, "cannot be greater than readyReplicas");
    }
}
