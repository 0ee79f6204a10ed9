using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Scheduling;

/// <summary>How priority classes are shown.</summary>
internal static class SchedulingTables
{
    public static KindTable<V1PriorityClass> PriorityClass { get; } = new(
        [
            Columns.Name,
            Columns.Integer("Value", "The priority that its pods get."),
            Columns.Boolean("Global-Default", "Whether pods that name no class get it."),
            Columns.Age,
            Columns.Text("PreemptionPolicy", "Whether its pods may take others' places."),
        ],
        static (priority, row) => row
            .Text(priority.Metadata.Name)
            .Number(priority.Value)
            .Boolean(priority.GlobalDefault ?? false)
            .Age(priority.Metadata.CreationTimestamp)
            .Text(priority.PreemptionPolicy));
}
