using Kube.Api.Kubernetes.Batch.Jobs;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.CronJobs;

/// <summary>Cron jobs.</summary>
internal sealed class CronJobStrategy : KubernetesStrategy<V1CronJob>
{
    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1CronJob obj)
    {
        var spec = obj.Spec ??= new V1CronJobSpec();
        PodTemplateDefaults.Apply(spec.JobTemplate?.Spec?.Template);
        if (spec.JobTemplate?.Spec is { } job) JobDefaults.ApplyRules(job);
        if (string.IsNullOrEmpty(spec.ConcurrencyPolicy)) spec.ConcurrencyPolicy = "Allow";
        spec.Suspend ??= false;
        spec.SuccessfulJobsHistoryLimit ??= 3;
        spec.FailedJobsHistoryLimit ??= 1;
    }

    public override void WarnOnCreate(V1CronJob obj, ICollection<string> warnings) => Warn(obj, null, warnings);

    public override void WarnOnUpdate(V1CronJob obj, V1CronJob old, ICollection<string> warnings) => Warn(obj, old, warnings);

    protected override void ResetStatus(V1CronJob obj) => obj.Status = new V1CronJobStatus();

    protected override void KeepStatus(V1CronJob obj, V1CronJob old) => obj.Status = old.Status;

    protected override bool WishChanged(V1CronJob obj, V1CronJob old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1CronJob obj, FieldErrors errors) => CronJobValidation.Validate(obj, null, errors);

    protected override void ValidateChange(V1CronJob obj, V1CronJob old, FieldErrors errors) => CronJobValidation.Validate(obj, old, errors);

    private static void Warn(V1CronJob obj, V1CronJob? old, ICollection<string> warnings)
    {
        if (old is null) NameWarnings.Add(obj.Metadata, warnings);
        var template = obj.Spec.JobTemplate?.Spec?.Template;
        if (template is null || (old is not null && obj.Metadata.Generation == old.Metadata.Generation)) return;
        PodTemplateWarnings.Add(template, FieldPath.Root("spec").Child("jobTemplate", "spec").Child("template"), warnings);
    }
}
