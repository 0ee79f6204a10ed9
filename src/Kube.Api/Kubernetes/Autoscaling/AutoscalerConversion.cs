using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>Version 1 of autoscalers knows one metric, the CPU's use; version 2, which is stored, a list. What version 1 cannot say it keeps in annotations.</summary>
internal sealed class AutoscalerConversion : ResourceConversion<V1HorizontalPodAutoscaler, V2HorizontalPodAutoscaler>
{
    private const string Cpu = "cpu";

    protected override V2HorizontalPodAutoscaler ToStored(V1HorizontalPodAutoscaler served)
    {
        var stored = Stored(served);
        AutoscalerAnnotations.Read(stored);
        return stored;
    }

    protected override V1HorizontalPodAutoscaler ToServed(V2HorizontalPodAutoscaler stored)
    {
        var served = Served(stored);
        AutoscalerAnnotations.Write(served, stored);
        return served;
    }

    private static V2HorizontalPodAutoscaler Stored(V1HorizontalPodAutoscaler served) => new()
    {
        ApiVersion = "autoscaling/v2",
        Kind = "HorizontalPodAutoscaler",
        Metadata = served.Metadata,
        Spec = new V2HorizontalPodAutoscalerSpec
        {
            ScaleTargetRef = new V2CrossVersionObjectReference
            {
                ApiVersion = served.Spec.ScaleTargetRef.ApiVersion,
                Kind = served.Spec.ScaleTargetRef.Kind,
                Name = served.Spec.ScaleTargetRef.Name,
            },
            MinReplicas = served.Spec.MinReplicas,
            MaxReplicas = served.Spec.MaxReplicas,
            Metrics = served.Spec.TargetCPUUtilizationPercentage is { } percent ? [CpuMetric(percent)] : null,
        },
        Status = new V2HorizontalPodAutoscalerStatus
        {
            ObservedGeneration = served.Status.ObservedGeneration,
            LastScaleTime = served.Status.LastScaleTime,
            CurrentReplicas = served.Status.CurrentReplicas,
            DesiredReplicas = served.Status.DesiredReplicas,
            CurrentMetrics = served.Status.CurrentCPUUtilizationPercentage is { } now ? [CpuStatus(now)] : null,
        },
    };

    private static V1HorizontalPodAutoscaler Served(V2HorizontalPodAutoscaler stored) => new()
    {
        ApiVersion = "autoscaling/v1",
        Kind = "HorizontalPodAutoscaler",
        Metadata = stored.Metadata,
        Spec = new V1HorizontalPodAutoscalerSpec
        {
            ScaleTargetRef = new V1CrossVersionObjectReference
            {
                ApiVersion = stored.Spec.ScaleTargetRef.ApiVersion,
                Kind = stored.Spec.ScaleTargetRef.Kind,
                Name = stored.Spec.ScaleTargetRef.Name,
            },
            MinReplicas = stored.Spec.MinReplicas,
            MaxReplicas = stored.Spec.MaxReplicas,
            TargetCPUUtilizationPercentage = (stored.Spec.Metrics ?? []).Find(AutoscalerAnnotations.IsCpu)?.Resource?.Target.AverageUtilization,
        },
        Status = new V1HorizontalPodAutoscalerStatus
        {
            ObservedGeneration = stored.Status.ObservedGeneration,
            LastScaleTime = stored.Status.LastScaleTime,
            CurrentReplicas = stored.Status.CurrentReplicas ?? 0,
            DesiredReplicas = stored.Status.DesiredReplicas,
            CurrentCPUUtilizationPercentage = (stored.Status.CurrentMetrics ?? [])
                .FirstOrDefault(metric => metric is { Type: "Resource", Resource.Name: Cpu })?.Resource?.Current.AverageUtilization,
        },
    };

    private static V2MetricSpec CpuMetric(int percent) => new()
    {
        Type = "Resource",
        Resource = new V2ResourceMetricSource { Name = Cpu, Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = percent } },
    };

    private static V2MetricStatus CpuStatus(int percent) => new()
    {
        Type = "Resource",
        Resource = new V2ResourceMetricStatus { Name = Cpu, Current = new V2MetricValueStatus { AverageUtilization = percent } },
    };
}
