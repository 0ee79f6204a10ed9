using Kube.Api.Models;

namespace Kube.Api.Kubernetes.ApiRegistration;

/// <summary>How API services are shown.</summary>
internal static class ApiServiceTables
{
    public static KindTable<V1APIService> ApiService { get; } = new(
        [Columns.Name, Columns.Text("Service", "Who serves it."), Columns.Text("Available", "Whether it answers."), Columns.Age],
        static (item, row) => row
            .Text(item.Metadata.Name)
            .Text(item.Spec?.Service is { } service ? $"{service.Namespace}/{service.Name}" : "Local")
            .Text(Available(item.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Available")))
            .Age(item.Metadata.CreationTimestamp));

    private static string Available(V1APIServiceCondition? condition) => condition is null
        ? "Unknown"
        : condition.Status == "True" ? "True" : $"{condition.Status} ({condition.Reason})";
}
