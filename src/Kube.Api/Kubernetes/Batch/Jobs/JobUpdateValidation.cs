using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>What an update of a job may not change: nearly everything, except while the job is suspended.</summary>
internal static class JobUpdateValidation
{
    public static void Validate(V1Job job, V1Job old, FieldErrors errors)
    {
        var path = FieldPath.Root("spec");
        // Upstream checks the specification with the job and again with the change, and reports what is wrong twice.
        var options = PodValidationOptions.ForTemplateUpdate(old.Spec.Template);
        JobValidation.ValidateJob(job, options, errors);
        JobValidation.ValidateWhole(job.Spec, options, errors, path);
        ValidateCompletions(job.Spec, old.Spec, errors, path);
        var sameSelector = job.Spec.Selector is { } selector ? selector.SemanticEquals(old.Spec.Selector) : old.Spec.Selector is null;
        errors.Immutable(path.Child("selector"), sameSelector, LabelSelectorValidation.ToJson(job.Spec.Selector));
        ValidateTemplate(job, old, errors, path.Child("template"));
        errors.Immutable(path.Child("completionMode"), job.Spec.CompletionMode == old.Spec.CompletionMode, job.Spec.CompletionMode);
        var samePolicy = job.Spec.PodFailurePolicy?.SemanticEquals(old.Spec.PodFailurePolicy) ?? old.Spec.PodFailurePolicy is null;
        errors.Immutable(path.Child("podFailurePolicy"), samePolicy, FailurePolicyText(job.Spec.PodFailurePolicy));
        errors.Immutable(path.Child("backoffLimitPerIndex"), job.Spec.BackoffLimitPerIndex == old.Spec.BackoffLimitPerIndex, job.Spec.BackoffLimitPerIndex);
        errors.Immutable(path.Child("managedBy"), job.Spec.ManagedBy == old.Spec.ManagedBy, job.Spec.ManagedBy);
        var sameSuccess = job.Spec.SuccessPolicy?.SemanticEquals(old.Spec.SuccessPolicy) ?? old.Spec.SuccessPolicy is null;
        errors.Immutable(path.Child("successPolicy"), sameSuccess, job.Spec.SuccessPolicy is null ? null : new JsonText("{}"));
    }

    private static void ValidateCompletions(V1JobSpec spec, V1JobSpec old, FieldErrors errors, FieldPath path)
    {
        if (spec.Completions == old.Completions) return;
        // An indexed job may grow and shrink when every index runs at once.
        if (spec.CompletionMode != "Indexed" || spec.Completions is null || old.Completions is null)
            errors.Invalid(path.Child("completions"), spec.Completions, FieldRules.FieldIsImmutable);
        else if (spec.Completions != spec.Parallelism)
            errors.Invalid(path.Child("completions"), spec.Completions, $"can only be modified in tandem with {path.Child("parallelism")}");
    }

    private static void ValidateTemplate(V1Job job, V1Job old, FieldErrors errors, FieldPath path)
    {
        if (job.Spec.Template.SemanticEquals(old.Spec.Template)) return;
        // A queue controller may say where a job runs until it first starts.
        if (old.Spec.Suspend is true && old.Status.StartTime is null && SameButForScheduling(job.Spec.Template, old.Spec.Template)) return;
        errors.Invalid(path, GoStructs.Show(job.Spec.Template), FieldRules.FieldIsImmutable);
    }

    private static bool SameButForScheduling(V1PodTemplateSpec template, V1PodTemplateSpec old)
    {
        var copy = template.DeepClone();
        var metadata = copy.Metadata ??= new V1ObjectMeta();
        metadata.Labels = old.Metadata?.Labels;
        metadata.Annotations = old.Metadata?.Annotations;
        if (copy.Spec is { } spec)
        {
            spec.NodeSelector = old.Spec?.NodeSelector;
            spec.Tolerations = old.Spec?.Tolerations;
            spec.SchedulingGates = old.Spec?.SchedulingGates;
            if (old.Spec?.Affinity is null)
            {
                if (spec.Affinity is { PodAffinity: null, PodAntiAffinity: null }) spec.Affinity = null;
            }
            else (spec.Affinity ??= new V1Affinity()).NodeAffinity = old.Spec.Affinity.NodeAffinity;
        }

        return copy.SemanticEquals(old);
    }

    private static JsonText? FailurePolicyText(V1PodFailurePolicy? policy) => policy is null ? null : new JsonText(policy.Rules.Count == 0 ? "{\"Rules\":[]}" : "{\"Rules\":null}");
}
