using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>The rules of jobs, and of the jobs that a cron job makes.</summary>
internal static class JobValidation
{
    private const string Indexed = "Indexed";
    private const int MaximumIndexed = 100_000;
    private const int MaximumParallelWithLimits = 10_000;
    private const string NeedsIndexed = "requires indexed completion mode";

    /// <summary>A whole job.</summary>
    public static void ValidateJob(V1Job job, PodValidationOptions? options, FieldErrors errors)
    {
        var path = FieldPath.Root("spec");
        var spec = job.Spec;
        ValidateWhole(spec, options, errors, path);
        if (spec is not { CompletionMode: Indexed, Completions: > 0 and var completions }) return;
        var host = $"{job.Metadata.Name}-{completions - 1}";
        foreach (var _ in FormatRules.DnsLabel(host))
        {
            errors.Invalid(
                FieldPath.Root("metadata").Child("name"), job.Metadata.Name, $"will not able to create pod with invalid DNS label: {host}");
        }
    }

    /// <summary>The specification of a job, with the selector that a template has none of.</summary>
    public static void ValidateWhole(V1JobSpec spec, PodValidationOptions? options, FieldErrors errors, FieldPath path)
    {
        ValidateSpec(spec, options, errors, path);
        if (spec.Selector is null) errors.Required(path.Child("selector"));
        else LabelSelectorValidation.Validate(spec.Selector, errors, path.Child("selector"));
        if (spec.Selector is not null && !LabelSelectorValidation.IsConvertible(spec.Selector)) return;
        if (spec.Selector is null || !LabelSelectorValidation.Matches(spec.Selector, spec.Template.Metadata?.Labels))
            WorkloadValidation.ReportMismatch(spec.Template, errors);
    }

    /// <summary>The specification, in a job or in a cron job's template.</summary>
    public static void ValidateSpec(V1JobSpec spec, PodValidationOptions? options, FieldErrors errors, FieldPath path)
    {
        errors.NonNegative(path.Child("parallelism"), spec.Parallelism);
        errors.NonNegative(path.Child("completions"), spec.Completions);
        errors.NonNegative(path.Child("activeDeadlineSeconds"), spec.ActiveDeadlineSeconds);
        errors.NonNegative(path.Child("backoffLimit"), spec.BackoffLimit);
        errors.NonNegative(path.Child("ttlSecondsAfterFinished"), spec.TtlSecondsAfterFinished);
        errors.NonNegative(path.Child("backoffLimitPerIndex"), spec.BackoffLimitPerIndex);
        if (spec.MaxFailedIndexes is { } failed)
        {
            errors.NonNegative(path.Child("maxFailedIndexes"), failed);
            if (spec.BackoffLimitPerIndex is null) errors.Required(path.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }

        if (spec.ManagedBy is { } manager)
        {
            FormatRules.DomainPrefixedPath(errors, path.Child("managedBy"), manager);
            if (manager.Length > 63) errors.TooLong(path.Child("managedBy"), 63);
        }

        ValidateMode(spec, errors, path);
        if (spec.PodFailurePolicy is not null) JobPolicyValidation.ValidateFailure(spec, errors, path.Child("podFailurePolicy"));
        if (spec.SuccessPolicy is not null) ValidateSuccess(spec, errors, path.Child("successPolicy"));
        if (spec.PodReplacementPolicy is { } replacement)
        {
            string[] allowed = spec.PodFailurePolicy is null ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
            if (!allowed.Contains(replacement)) errors.NotSupported(path.Child("podReplacementPolicy"), replacement, allowed);
        }

        PodTemplateValidation.Validate(spec.Template, path.Child("template"), errors, options);
        ValidateRestart(spec, errors, path.Child("template", "spec").Child("restartPolicy"));
    }

    private static void ValidateMode(V1JobSpec spec, FieldErrors errors, FieldPath path)
    {
        if (spec.CompletionMode is { } mode and not ("NonIndexed" or Indexed))
            errors.NotSupported(path.Child("completionMode"), mode, "NonIndexed", Indexed);
        if (spec.CompletionMode == Indexed) ValidateIndexed(spec, errors, path);
        if (spec.CompletionMode is not (null or "NonIndexed")) return;
        if (spec.BackoffLimitPerIndex is { } limit) errors.Invalid(path.Child("backoffLimitPerIndex"), limit, NeedsIndexed);
        if (spec.MaxFailedIndexes is { } failed) errors.Invalid(path.Child("maxFailedIndexes"), failed, NeedsIndexed);
    }

    private static void ValidateIndexed(V1JobSpec spec, FieldErrors errors, FieldPath path)
    {
        if (spec.Completions is null) errors.Required(path.Child("completions"), "when completion mode is Indexed");
        if (spec.Parallelism > MaximumIndexed)
        {
            errors.Invalid(
                path.Child("parallelism"), spec.Parallelism, $"must be less than or equal to {MaximumIndexed} when completion mode is {Indexed}");
        }

        var failed = path.Child("maxFailedIndexes");
        if (spec.MaxFailedIndexes > spec.Completions) errors.Invalid(failed, spec.MaxFailedIndexes, "must be less than or equal to completions");
        if (spec.MaxFailedIndexes > MaximumIndexed) errors.Invalid(failed, spec.MaxFailedIndexes, $"must be less than or equal to {MaximumIndexed}");
        if (spec.Completions is not > MaximumIndexed || spec.BackoffLimitPerIndex is null) return;
        if (spec.MaxFailedIndexes is null) errors.Required(failed, $"must be specified when completions is above {MaximumIndexed}");
        var text = $"must be less than or equal to {MaximumParallelWithLimits} when completions are above {MaximumIndexed} and used with backoff limit per index";
        if (spec.Parallelism > MaximumParallelWithLimits) errors.Invalid(path.Child("parallelism"), spec.Parallelism, text);
        if (spec.MaxFailedIndexes > MaximumParallelWithLimits) errors.Invalid(failed, spec.MaxFailedIndexes, text);
    }

    private static void ValidateSuccess(V1JobSpec spec, FieldErrors errors, FieldPath path)
    {
        if (spec.CompletionMode == Indexed)
        {
            JobPolicyValidation.ValidateSuccess(spec, errors, path);
            return;
        }

        var rules = spec.SuccessPolicy!.Rules.Select(rule =>
            $"{{\"SucceededIndexes\":{(rule.SucceededIndexes is { } indexes ? BadValue.JsonQuote(indexes) : "null")},"
            + $"\"SucceededCount\":{(rule.SucceededCount is { } count ? count.ToString() : "null")}}}");
        errors.Invalid(path, new JsonText($"{{\"Rules\":[{string.Join(',', rules)}]}}"), NeedsIndexed);
    }

    private static void ValidateRestart(V1JobSpec spec, FieldErrors errors, FieldPath path)
    {
        // Always may be what defaulting made of nothing.
        switch (spec.Template.Spec?.RestartPolicy)
        {
            case null or "" or "Always":
                errors.Required(path, "valid values: \"OnFailure\", \"Never\"");
                break;
            case "Never":
                break;
            case "OnFailure":
                if (spec.PodFailurePolicy is not null)
                    errors.Invalid(path, "OnFailure", "only \"Never\" is supported when podFailurePolicy is specified");
                break;
            case var other:
                errors.NotSupported(path, other, "OnFailure", "Never");
                break;
        }
    }
}
