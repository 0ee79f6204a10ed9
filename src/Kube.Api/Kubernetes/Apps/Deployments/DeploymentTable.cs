using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps.Deployments;

/// <summary>How deployments are shown.</summary>
internal static class DeploymentTable
{
    public static KindTable<V1Deployment> Instance { get; } = new(
        [
            Columns.Name,
            Columns.Text("Ready", "Pods that are ready, of those wished for."),
            Columns.Text("Up-to-date", "Pods that have the wished template."),
            Columns.Text("Available", "Pods that have been ready for long enough."),
            Columns.Age,
            Columns.Containers,
            Columns.Images,
            Columns.PodSelector,
        ],
        static (deployment, row) => row
            .Text(deployment.Metadata.Name)
            .Text($"{deployment.Status.ReadyReplicas ?? 0}/{deployment.Spec.Replicas ?? 0}")
            .Number(deployment.Status.UpdatedReplicas ?? 0)
            .Number(deployment.Status.AvailableReplicas ?? 0)
            .Age(deployment.Metadata.CreationTimestamp)
            .Text(TemplateText.Containers(deployment.Spec.Template))
            .Text(TemplateText.Images(deployment.Spec.Template))
            .Text(LabelSelectorValidation.Format(deployment.Spec.Selector)));
}
