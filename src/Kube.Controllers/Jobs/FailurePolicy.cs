using Kube.Api.Models;

namespace Kube.Controllers.Jobs;

/// <summary>The rules by which a job treats failed pods differently.</summary>
internal static class FailurePolicy
{
    /// <summary>The first rule that matches a failed pod decides.</summary>
    public static FailureMatch Match(V1PodFailurePolicy? policy, V1Pod pod)
    {
        if (policy is null) return default;
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var rule = policy.Rules[i];
            if (rule.OnExitCodes is { } codes)
            {
                if (MatchExit(codes, pod) is not { } container) continue;
                var message = $"Container {container.Name} for pod {pod.Metadata.Namespace}/{pod.Metadata.Name} failed with exit code {container.State.Terminated!.ExitCode} "
                    + $"matching {rule.Action} rule at index {i}";
                return new(rule.Action, rule.Action == FailureMatch.FailJob ? message : null);
            }

            if (MatchCondition(rule.OnPodConditions, pod) is { } condition)
            {
                var message = $"Pod {pod.Metadata.Namespace}/{pod.Metadata.Name} has condition {condition.Type} matching {rule.Action} rule at index {i}";
                return new(rule.Action, rule.Action == FailureMatch.FailJob ? message : null);
            }
        }

        return default;
    }

    private static V1ContainerStatus? MatchExit(V1PodFailurePolicyOnExitCodesRequirement codes, V1Pod pod)
    {
        foreach (var status in (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? []))
        {
            if (codes.ContainerName is { Length: > 0 } name && status.Name != name) continue;
            if (status.State.Terminated is not { ExitCode: not 0 } ended) continue;
            if (codes.Values.Contains(ended.ExitCode) == (codes.Operator == "In")) return status;
        }

        return null;
    }

    private static V1PodCondition? MatchCondition(List<V1PodFailurePolicyOnPodConditionsPattern>? patterns, V1Pod pod)
    {
        foreach (var condition in pod.Status.Conditions ?? [])
            if (patterns?.Exists(pattern => pattern.Type == condition.Type && pattern.Status == condition.Status) == true) return condition;
        return null;
    }
}
