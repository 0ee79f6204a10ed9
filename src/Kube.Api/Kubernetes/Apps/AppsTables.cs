using Kube.Api.Kubernetes.Core;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Apps;

/// <summary>How the kinds of <c>apps</c> are shown, deployments apart.</summary>
internal static class AppsTables
{
    public static KindTable<V1ReplicaSet> ReplicaSet { get; } = new(
        CoreTables.ReplicaColumns,
        static (set, row) => row
            .Text(set.Metadata.Name)
            .Number(set.Spec.Replicas ?? 0)
            .Number(set.Status.Replicas)
            .Number(set.Status.ReadyReplicas ?? 0)
            .Age(set.Metadata.CreationTimestamp)
            .Text(TemplateText.Containers(set.Spec.Template))
            .Text(TemplateText.Images(set.Spec.Template))
            .Text(LabelSelectorValidation.Format(set.Spec.Selector)));

    public static KindTable<V1DaemonSet> DaemonSet { get; } = new(
        [
            Columns.Name,
            Columns.Integer("Desired", "Nodes that should run its pod."),
            Columns.Integer("Current", "Nodes that run its pod."),
            Columns.Integer("Ready", "Nodes whose pod is ready."),
            Columns.Integer("Up-to-date", "Nodes whose pod has the wished template."),
            Columns.Integer("Available", "Nodes whose pod has been ready for long enough."),
            Columns.Text("Node Selector", "Labels of the nodes that it runs on."),
            Columns.Age,
            Columns.Containers,
            Columns.Images,
            Columns.PodSelector,
        ],
        static (set, row) => row
            .Text(set.Metadata.Name)
            .Number(set.Status.DesiredNumberScheduled)
            .Number(set.Status.CurrentNumberScheduled)
            .Number(set.Status.NumberReady)
            .Number(set.Status.UpdatedNumberScheduled ?? 0)
            .Number(set.Status.NumberAvailable ?? 0)
            .Text(LabelSelectorValidation.Format(set.Spec.Template?.Spec?.NodeSelector))
            .Age(set.Metadata.CreationTimestamp)
            .Text(TemplateText.Containers(set.Spec.Template))
            .Text(TemplateText.Images(set.Spec.Template))
            .Text(LabelSelectorValidation.Format(set.Spec.Selector)))
    {
        // Internally it is a field of the specification.
        Hidden = "deprecated.daemonset.template.generation",
    };

    public static KindTable<V1StatefulSet> StatefulSet { get; } = new(
        [Columns.Name, Columns.Text("Ready", "Pods that are ready, of those wished for."), Columns.Age, Columns.Containers, Columns.Images],
        static (set, row) => row
            .Text(set.Metadata.Name)
            .Text($"{set.Status.ReadyReplicas ?? 0}/{set.Spec.Replicas ?? 0}")
            .Age(set.Metadata.CreationTimestamp)
            .Text(TemplateText.Containers(set.Spec.Template))
            .Text(TemplateText.Images(set.Spec.Template)));

    public static KindTable<V1ControllerRevision> ControllerRevision { get; } = new(
        [Columns.Name, Columns.Text("Controller", "Whose history it is."), Columns.Text("Revision", "Its place in the history."), Columns.Age],
        static (revision, row) => row
            .Text(revision.Metadata.Name)
            .Text(Controller(revision.Metadata))
            .Number(revision.Revision)
            .Age(revision.Metadata.CreationTimestamp));

    private static string Controller(V1ObjectMeta meta)
    {
        if (meta.OwnerReferences?.FirstOrDefault(owner => owner.Controller is true) is not { } owner) return "<none>";
        var slash = owner.ApiVersion.IndexOf('/');
        var kind = owner.Kind.ToLowerInvariant();
        return slash > 0 ? $"{kind}.{owner.ApiVersion[..slash]}/{owner.Name}" : $"{kind}/{owner.Name}";
    }
}
