using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core;

/// <summary>How the smaller kinds of the core group are shown.</summary>
internal static class CoreTables
{
    public static KindTable<V1ConfigMap> ConfigMap { get; } = new(
        [Columns.Name, Columns.Text("Data", "How many keys it has."), Columns.Age],
        static (map, row) => row
            .Text(map.Metadata.Name).Number((map.Data?.Count ?? 0) + (map.BinaryData?.Count ?? 0)).Age(map.Metadata.CreationTimestamp));

    public static KindTable<V1Secret> Secret { get; } = new(
        [Columns.Name, Columns.Text("Type", "What the secret is for."), Columns.Text("Data", "How many keys it has."), Columns.Age],
        static (secret, row) => row
            .Text(secret.Metadata.Name).Text(secret.Type).Number(secret.Data?.Count ?? 0).Age(secret.Metadata.CreationTimestamp));

    public static KindTable<V1Namespace> Namespace { get; } = new(
        [Columns.Name, Columns.Text("Status", "Active, or Terminating while it empties."), Columns.Age],
        static (item, row) => row.Text(item.Metadata.Name).Text(item.Status.Phase).Age(item.Metadata.CreationTimestamp));

    public static KindTable<V1ServiceAccount> ServiceAccount { get; } = new(
        [Columns.Name, Columns.Age],
        static (account, row) => row.Text(account.Metadata.Name).Age(account.Metadata.CreationTimestamp));

    public static KindTable<V1PodTemplate> PodTemplate { get; } = new(
        [
            Columns.Name,
            Columns.Text("Containers", "Names of the containers in the pod template."),
            Columns.Text("Images", "Images of the containers in the pod template."),
            Columns.Text("Pod Labels", "Labels that its pods get."),
        ],
        static (template, row) => row
            .Text(template.Metadata.Name)
            .Text(TemplateText.Containers(template.Template))
            .Text(TemplateText.Images(template.Template))
            .Text(LabelSelectorValidation.Format(template.Template?.Metadata?.Labels)));

    public static KindTable<V1ReplicationController> ReplicationController { get; } = new(
        ReplicaColumns,
        static (controller, row) => row
            .Text(controller.Metadata.Name)
            .Number(controller.Spec.Replicas ?? 0)
            .Number(controller.Status.Replicas)
            .Number(controller.Status.ReadyReplicas ?? 0)
            .Age(controller.Metadata.CreationTimestamp)
            .Text(TemplateText.Containers(controller.Spec.Template))
            .Text(TemplateText.Images(controller.Spec.Template))
            .Text(LabelSelectorValidation.Format(controller.Spec.Selector)));

    public static KindTable<V1ResourceQuota> ResourceQuota { get; } = new(
        [Columns.Name, Columns.Text("Request", "Requests used, of those allowed."), Columns.Text("Limit", "Limits used, of those allowed."), Columns.Age],
        static (quota, row) => row
            .Text(quota.Metadata.Name).Text(Used(quota, limits: false)).Text(Used(quota, limits: true)).Age(quota.Metadata.CreationTimestamp));

    public static KindTable<V1ComponentStatus> ComponentStatus { get; } = new(
        [
            Columns.Name,
            Columns.Text("Status", "Whether the component is healthy."),
            Columns.Text("Message", "What it says."),
            Columns.Text("Error", "What went wrong."),
        ],
        static (component, row) =>
        {
            var health = component.Conditions?.FirstOrDefault(condition => condition.Type == "Healthy");
            row.Text(component.Metadata.Name).Text(health?.Status == "True" ? "Healthy" : health?.Status == "False" ? "Unhealthy" : "Unknown")
                .Text(health?.Message).Text(health?.Error);
        });

    /// <summary>The columns of the kinds that keep a number of pods.</summary>
    public static Tables.TableColumn[] ReplicaColumns =>
    [
        Columns.Name,
        Columns.Integer("Desired", "Pods wished for."),
        Columns.Integer("Current", "Pods that there are."),
        Columns.Integer("Ready", "Pods that are ready."),
        Columns.Age,
        Columns.Containers,
        Columns.Images,
        Columns.PodSelector,
    ];

    private static string Used(V1ResourceQuota quota, bool limits)
    {
        var parts = (quota.Status.Hard ?? [])
            .Where(entry => entry.Key.StartsWith("limits", StringComparison.Ordinal) == limits)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}: {(quota.Status.Used?.TryGetValue(entry.Key, out var used) == true ? used.ToString() : "0")}/{entry.Value}");
        return string.Join(", ", parts);
    }
}
