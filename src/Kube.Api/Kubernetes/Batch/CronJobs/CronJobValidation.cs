using Kube.Api.Kubernetes.Batch.Jobs;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.CronJobs;

/// <summary>The rules of cron jobs.</summary>
internal static class CronJobValidation
{
    // Eleven characters are kept for the time that ends the names of its jobs.
    private const int NameLength = 52;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1CronJob job, V1CronJob? old, FieldErrors errors)
    {
        var spec = job.Spec;
        ValidateSchedule(spec, old, errors);
        errors.NonNegative(Spec.Child("startingDeadlineSeconds"), spec.StartingDeadlineSeconds);
        errors.OneOf(Spec.Child("concurrencyPolicy"), spec.ConcurrencyPolicy, "Allow", "Forbid", "Replace");
        var options = PodValidationOptions.ForTemplateUpdate(old?.Spec.JobTemplate?.Spec?.Template);
        JobValidation.ValidateSpec(spec.JobTemplate?.Spec ?? new V1JobSpec(), options, errors, Spec.Child("jobTemplate", "spec"));
        if (spec.JobTemplate?.Spec?.ManualSelector is true) errors.NotSupported(Spec.Child("jobTemplate", "spec").Child("manualSelector"), true, "nil", "false");
        errors.NonNegative(Spec.Child("successfulJobsHistoryLimit"), spec.SuccessfulJobsHistoryLimit);
        errors.NonNegative(Spec.Child("failedJobsHistoryLimit"), spec.FailedJobsHistoryLimit);
        if (old is null && (job.Metadata.Name ?? "").Length > NameLength)
            errors.Invalid(FieldPath.Root("metadata").Child("name"), job.Metadata.Name, FormatRules.MaxLength(NameLength));
    }

    private static void ValidateSchedule(V1CronJobSpec spec, V1CronJob? old, FieldErrors errors)
    {
        var path = Spec.Child("schedule");
        if (string.IsNullOrEmpty(spec.Schedule)) errors.Required(path);
        else if (CronSchedule.Check(spec.Schedule) is { } error) errors.Invalid(path, spec.Schedule, error);
        var named = spec.Schedule?.Contains("TZ", StringComparison.Ordinal) == true;
        if (named && (spec.TimeZone is not null || old?.Spec.Schedule?.Contains("TZ", StringComparison.Ordinal) != true))
            errors.Invalid(path, spec.Schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        ValidateTimeZone(spec.TimeZone, errors, Spec.Child("timeZone"));
    }

    private static void ValidateTimeZone(string? zone, FieldErrors errors, FieldPath path)
    {
        if (zone is null) return;
        if (zone.Length == 0) errors.Invalid(path, zone, "timeZone must be nil or non-empty string");
        else if (zone.Equals("Local", StringComparison.OrdinalIgnoreCase))
            errors.Invalid(path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) errors.Invalid(path, zone, $"unknown time zone {zone}");
    }
}
