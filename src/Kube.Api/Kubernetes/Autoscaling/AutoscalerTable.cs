using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>How autoscalers are shown, the same for both versions.</summary>
internal static class AutoscalerTable
{
    private const int Shown = 2;
    private const string Unknown = "<unknown>";

    private static readonly TableColumn[] Headings =
    [
        Columns.Name,
        Columns.Text("Reference", "What is scaled."),
        Columns.Text("Targets", "What is measured, and its goal."),
        Columns.Text("MinPods", "The fewest pods."),
        Columns.Text("MaxPods", "The most pods."),
        Columns.Text("Replicas", "Pods that there are."),
        Columns.Age,
    ];

    public static KindTable<V2HorizontalPodAutoscaler> V2 { get; } = new(Headings, Fill);

    public static KindTable<V1HorizontalPodAutoscaler> V1 { get; } = new(
        Headings, static (scaler, row) => Fill((V2HorizontalPodAutoscaler)new AutoscalerConversion().ToStoredForm(scaler), row));

    private static void Fill(V2HorizontalPodAutoscaler scaler, TableRow row) => row
        .Text(scaler.Metadata.Name)
        .Text($"{scaler.Spec.ScaleTargetRef.Kind}/{scaler.Spec.ScaleTargetRef.Name}")
        .Text(Targets(scaler))
        .Text(scaler.Spec.MinReplicas?.ToString() ?? "<unset>")
        .Number(scaler.Spec.MaxReplicas)
        .Number(scaler.Status.CurrentReplicas ?? 0)
        .Age(scaler.Metadata.CreationTimestamp);

    private static string Targets(V2HorizontalPodAutoscaler scaler)
    {
        if (scaler.Spec.Metrics is not { Count: > 0 } metrics) return "<none>";
        var texts = metrics.Select((metric, i) => Target(metric, scaler.Status.CurrentMetrics?.ElementAtOrDefault(i))).ToList();
        var text = string.Join(", ", texts.Take(Shown));
        return texts.Count > Shown ? $"{text} + {texts.Count - Shown} more..." : text;
    }

    private static string Target(V2MetricSpec metric, V2MetricStatus? now)
    {
        switch (metric.Type)
        {
            case "External" when metric.External is { } external:
                return external.Target.AverageValue is { } average
                    ? $"{now?.External?.Current?.AverageValue?.ToString() ?? Unknown}/{average} (avg)"
                    : $"{now?.External?.Current?.Value?.ToString() ?? Unknown}/{external.Target.Value}";
            case "Pods" when metric.Pods is { } pods:
                return $"{now?.Pods?.Current?.AverageValue?.ToString() ?? Unknown}/{pods.Target.AverageValue}";
            case "Object" when metric.Object is { } thing:
                return thing.Target.AverageValue is { } mean
                    ? $"{now?.Object?.Current?.AverageValue?.ToString() ?? Unknown}/{mean} (avg)"
                    : $"{now?.Object?.Current?.Value?.ToString() ?? Unknown}/{thing.Target.Value}";
            case "Resource" when metric.Resource is { } resource:
                return $"{resource.Name}: {ResourceTarget(resource.Target, now?.Resource?.Current)}";
            case "ContainerResource" when metric.ContainerResource is { } container:
                return $"{container.Name}: {ResourceTarget(container.Target, now?.ContainerResource?.Current)}";
            default:
                return "<unknown type>";
        }
    }

    private static string ResourceTarget(V2MetricTarget target, V2MetricValueStatus? now)
    {
        if (target.AverageValue is { } average) return $"{now?.AverageValue?.ToString() ?? Unknown}/{average}";
        var current = now?.AverageUtilization is { } percent ? $"{percent}%" : Unknown;
        return $"{current}/{(target.AverageUtilization is { } goal ? $"{goal}%" : "<auto>")}";
    }
}
