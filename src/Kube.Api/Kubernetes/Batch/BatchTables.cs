using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Tables;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch;

/// <summary>How the kinds of <c>batch</c> are shown.</summary>
internal static class BatchTables
{
    public static KindTable<V1Job> Job { get; } = new(
        [
            Columns.Name,
            Columns.Text("Status", "Where the job is in its life."),
            Columns.Text("Completions", "Pods that succeeded, of those wished for."),
            Columns.Text("Duration", "How long it ran."),
            Columns.Age,
            Columns.Containers,
            Columns.Images,
            Columns.PodSelector,
        ],
        static (job, row) => row
            .Text(job.Metadata.Name)
            .Text(Status(job))
            .Text(Completions(job))
            .Text(Duration(job, row))
            .Age(job.Metadata.CreationTimestamp)
            .Text(TemplateText.Containers(job.Spec.Template))
            .Text(TemplateText.Images(job.Spec.Template))
            .Text(LabelSelectorValidation.Format(job.Spec.Selector)));

    public static KindTable<V1CronJob> CronJob { get; } = new(
        [
            Columns.Name,
            Columns.Text("Schedule", "When it runs, in cron's words."),
            Columns.Text("Timezone", "Whose clock the schedule means."),
            Columns.Boolean("Suspend", "Whether it is paused."),
            Columns.Integer("Active", "Jobs that run now."),
            Columns.Text("Last Schedule", "When it last started a job."),
            Columns.Age,
            Columns.Containers,
            Columns.Images,
            Columns.PodSelector,
        ],
        static (job, row) =>
        {
            row.Text(job.Metadata.Name)
                .Text(job.Spec.Schedule)
                .Text(job.Spec.TimeZone ?? "<none>")
                .Text(job.Spec.Suspend is { } suspend ? suspend ? "True" : "False" : "<unset>")
                .Number(job.Status.Active?.Count ?? 0);
            if (job.Status.LastScheduleTime is { } last) row.Age(last);
            else row.Text("<none>");
            var template = job.Spec.JobTemplate?.Spec?.Template;
            row.Age(job.Metadata.CreationTimestamp)
                .Text(TemplateText.Containers(template))
                .Text(TemplateText.Images(template))
                .Text(LabelSelectorValidation.Format(job.Spec.JobTemplate?.Spec?.Selector));
        });

    private static string Status(V1Job job)
    {
        if (Has(job, "Complete")) return "Complete";
        if (Has(job, "Failed")) return "Failed";
        if (job.Metadata.DeletionTimestamp is not null) return "Terminating";
        if (Has(job, "Suspended")) return "Suspended";
        if (Has(job, "FailureTarget")) return "FailureTarget";
        return Has(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static bool Has(V1Job job, string type) => job.Status.Conditions?.Any(condition => condition.Type == type && condition.Status == "True") == true;

    private static string Completions(V1Job job)
    {
        var succeeded = job.Status.Succeeded ?? 0;
        if (job.Spec.Completions is { } completions) return $"{succeeded}/{completions}";
        return job.Spec.Parallelism is > 1 and var parallelism ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(V1Job job, TableRow row)
    {
        if (job.Status.StartTime is not { } start) return "";
        return HumanDuration.Format((job.Status.CompletionTime ?? row.Now) - start);
    }
}
