using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Workloads;

/// <summary>What the kinds that make pods from a template have in common.</summary>
internal static class WorkloadValidation
{
    public static readonly FieldPath Spec = FieldPath.Root("spec");
    public const string SelectorMismatch = "`selector` does not match template `labels`";

    /// <summary>A selector that is there, names something and can be read; and the template that it must select.</summary>
    public static void ValidateSelectorAndTemplate(V1LabelSelector? selector, V1PodTemplateSpec? template, PodValidationOptions? options, FieldErrors errors)
    {
        var path = Spec.Child("selector");
        if (selector is null) errors.Required(path);
        else
        {
            LabelSelectorValidation.Validate(selector, errors, path);
            // Replica sets were deployments' once, and the text stayed.
            if (LabelSelectorValidation.IsEmpty(selector))
                errors.Invalid(path, LabelSelectorValidation.ToJson(selector), "empty selector is invalid for deployment");
        }

        if (selector is not null && !LabelSelectorValidation.IsConvertible(selector))
            errors.Invalid(path, LabelSelectorValidation.ToJson(selector), "invalid label selector");
        else ValidateTemplate(template, selector, errors, options);
    }

    /// <summary>A selector is for life.</summary>
    public static void ValidateSelectorUnchanged(V1LabelSelector? selector, V1LabelSelector? old, FieldErrors errors)
    {
        var same = selector is null ? old is null : selector.SemanticEquals(old);
        errors.Immutable(Spec.Child("selector"), same, LabelSelectorValidation.ToJson(selector));
    }

    /// <summary>The template, whose labels the selector must select; and what no controlled pod may say.</summary>
    public static void ValidateTemplate(V1PodTemplateSpec? template, V1LabelSelector? selector, FieldErrors errors, PodValidationOptions? options = null)
    {
        var path = Spec.Child("template");
        if (!Selects(selector, template?.Metadata?.Labels)) ReportMismatch(template, errors);
        PodTemplateValidation.Validate(template, path, errors, options);
        ValidateAlwaysRunning(template, "ReplicaSet", errors);
    }

    /// <summary>Pods that are kept running restart always and have no deadline.</summary>
    public static void ValidateAlwaysRunning(V1PodTemplateSpec? template, string kind, FieldErrors errors)
    {
        var path = Spec.Child("template", "spec");
        var restart = template?.Spec?.RestartPolicy;
        if (restart is not (null or "" or "Always")) errors.NotSupported(path.Child("restartPolicy"), restart, "Always");
        if (template?.Spec?.ActiveDeadlineSeconds is not null)
            errors.Forbidden(path.Child("activeDeadlineSeconds"), $"activeDeadlineSeconds in {kind} is not Supported");
    }

    public static void ReportMismatch(V1PodTemplateSpec? template, FieldErrors errors) =>
        errors.Invalid(Spec.Child("template", "metadata").Child("labels"), template?.Metadata?.Labels, SelectorMismatch);

    /// <summary>How often names collided is only ever counted up; to leave it out is to count down.</summary>
    public static void ValidateCollisions(int? count, int? old, FieldErrors errors)
    {
        var path = FieldPath.Root("status").Child("collisionCount");
        errors.NonNegative(path, count);
        if (old is { } before && (count is null || count < before)) errors.Invalid(path, count ?? 0, "cannot be decremented");
    }

    /// <summary>Whether the selector picks the labels. None selects nothing; an empty one, which is reported by itself, everything.</summary>
    public static bool Selects(V1LabelSelector? selector, Dictionary<string, string>? labels)
    {
        if (selector is null) return false;
        return LabelSelectorValidation.IsEmpty(selector) || LabelSelectorValidation.Matches(selector, labels);
    }
}
