using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>One pod, one success, six more tries (upstream's <c>SetDefaults_Job</c>).</summary>
internal static class JobDefaults
{
    public static void Apply(V1Job job)
    {
        var spec = job.Spec ??= new V1JobSpec();
        PodTemplateDefaults.Apply(spec.Template);
        if (spec.Completions is null && spec.Parallelism is null) spec.Completions = 1;
        spec.Parallelism ??= 1;
        spec.BackoffLimit ??= spec.BackoffLimitPerIndex is null ? 6 : int.MaxValue;
        if (job.Metadata.Labels is not { Count: > 0 } && spec.Template.Metadata?.Labels is { Count: > 0 } labels) job.Metadata.Labels = new(labels);
        spec.CompletionMode ??= "NonIndexed";
        spec.Suspend ??= false;
        spec.ManualSelector ??= false;
        spec.PodReplacementPolicy ??= spec.PodFailurePolicy is null ? "TerminatingOrFailed" : "Failed";
        ApplyRules(spec);
    }

    /// <summary>The defaults of a failure policy, in a job and in a cron job's template.</summary>
    public static void ApplyRules(V1JobSpec spec)
    {
        foreach (var pattern in (spec.PodFailurePolicy?.Rules ?? []).SelectMany(rule => rule.OnPodConditions ?? []))
        {
            if (string.IsNullOrEmpty(pattern.Status)) pattern.Status = "True";
        }
    }
}
