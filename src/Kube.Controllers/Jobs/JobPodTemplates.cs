using Kube.Api.Models;
using Kube.Controllers.Ownership;
using Kube.Controllers.Pods;

namespace Kube.Controllers.Jobs;

/// <summary>The pods of jobs.</summary>
internal static class JobPodTemplates
{
    private const string IndexVariable = "JOB_COMPLETION_INDEX";

    public static V1Pod Instantiate(V1Job job, JobPodPlan plan)
    {
        var pod = PodTemplates.Instantiate(job.Spec.Template, job.Metadata, OwnerReferences.ToController(job));
        pod.Metadata.Finalizers ??= [];
        if (!pod.Metadata.Finalizers.Contains(JobNames.Tracking)) pod.Metadata.Finalizers.Add(JobNames.Tracking);
        if (plan.Index is not { } index) return pod;

        (pod.Metadata.Annotations ??= [])[JobNames.CompletionIndex] = $"{index}";
        (pod.Metadata.Labels ??= [])[JobNames.CompletionIndex] = $"{index}";
        pod.Spec.Hostname = $"{job.Metadata.Name}-{index}";
        var suffix = $"-{index}-";
        var prefix = job.Metadata.Name!;
        pod.Metadata.GenerateName = (prefix.Length + suffix.Length > 58 ? prefix[..(58 - suffix.Length)] : prefix) + suffix;
        foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? [])) AddVariable(container);
        if (JobPods.HasLimitPerIndex(job)) CountFailures(job, pod, plan.Replaces);
        return pod;
    }

    private static void AddVariable(V1Container container)
    {
        container.Env ??= [];
        if (container.Env.Exists(variable => variable.Name == IndexVariable)) return;
        container.Env.Add(new() { Name = IndexVariable, ValueFrom = new() { FieldRef = new() { FieldPath = $"metadata.labels['{JobNames.CompletionIndex}']" } } });
    }

    private static void CountFailures(V1Job job, V1Pod pod, V1Pod? replaces)
    {
        var failures = replaces is null ? 0 : JobPods.FailuresBefore(replaces, JobNames.IndexFailureCount);
        var ignored = replaces is null ? 0 : JobPods.FailuresBefore(replaces, JobNames.IndexIgnoredFailureCount);
        if (replaces is not null && FailurePolicy.Match(job.Spec.PodFailurePolicy, replaces).Action == FailureMatch.Ignore) ignored++;
        else if (replaces is not null) failures++;
        pod.Metadata.Annotations![JobNames.IndexFailureCount] = $"{failures}";
        if (ignored > 0) pod.Metadata.Annotations[JobNames.IndexIgnoredFailureCount] = $"{ignored}";
    }
}
