using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Policy;

/// <summary>How disruption budgets are shown.</summary>
internal static class PolicyTables
{
    public static KindTable<V1PodDisruptionBudget> Budget { get; } = new(
        [
            Columns.Name,
            Columns.Text("Min Available", "Pods that must stay."),
            Columns.Text("Max Unavailable", "Pods that may go."),
            Columns.Integer("Allowed Disruptions", "Pods that may be evicted now."),
            Columns.Age,
        ],
        static (budget, row) => row
            .Text(budget.Metadata.Name)
            .Text(budget.Spec.MinAvailable?.ToString() ?? "N/A")
            .Text(budget.Spec.MaxUnavailable?.ToString() ?? "N/A")
            .Number(budget.Status.DisruptionsAllowed)
            .Age(budget.Metadata.CreationTimestamp));
}
