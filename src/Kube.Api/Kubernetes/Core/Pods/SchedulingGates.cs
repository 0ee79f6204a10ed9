using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>Gates that keep a pod from being scheduled until someone lifts them.</summary>
internal static class SchedulingGates
{
    public const string Reason = "SchedulingGated";

    /// <summary>Says in the status of a new pod that it waits.</summary>
    public static void MarkGated(V1Pod pod, DateTime now)
    {
        if ((pod.Spec?.SchedulingGates).Count() == 0) return;
        pod.Status ??= new V1PodStatus();
        pod.Status.Conditions ??= [];
        if (pod.Status.Conditions.Exists(condition => condition.Type == PodConditions.Scheduled)) return;
        pod.Status.Conditions.Add(new V1PodCondition
        {
            Type = PodConditions.Scheduled,
            Status = "False",
            Reason = Reason,
            Message = "Scheduling is blocked due to non-empty scheduling gates",
            LastTransitionTime = now,
        });
    }
}
