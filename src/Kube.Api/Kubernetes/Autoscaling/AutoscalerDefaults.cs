using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>One replica at least, four fifths of the CPU, and how fast to scale once anything is said about it.</summary>
internal static class AutoscalerDefaults
{
    private const int CpuGoal = 80;

    public static void Apply(V2HorizontalPodAutoscalerSpec spec)
    {
        spec.MinReplicas ??= 1;
        if (spec.Metrics is not { Count: > 0 })
        {
            spec.Metrics =
            [
                new()
                {
                    Type = "Resource",
                    Resource = new() { Name = "cpu", Target = new() { Type = "Utilization", AverageUtilization = CpuGoal } },
                },
            ];
        }

        if (spec.Behavior is not { } behavior) return;
        var up = behavior.ScaleUp ??= new V2HPAScalingRules();
        up.SelectPolicy ??= "Max";
        up.StabilizationWindowSeconds ??= 0;
        up.Policies ??= [new() { Type = "Pods", Value = 4, PeriodSeconds = 15 }, new() { Type = "Percent", Value = 100, PeriodSeconds = 15 }];
        var down = behavior.ScaleDown ??= new V2HPAScalingRules();
        down.SelectPolicy ??= "Max";
        down.Policies ??= [new() { Type = "Percent", Value = 100, PeriodSeconds = 15 }];
    }
}
