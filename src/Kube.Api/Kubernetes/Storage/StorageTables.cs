using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Storage;

/// <summary>How the kinds of <c>storage.k8s.io</c> are shown.</summary>
internal static class StorageTables
{
    private const string Unset = "<unset>";

    public static KindTable<V1CSIDriver> Driver { get; } = new(
        [
            Columns.Name,
            Columns.Boolean("AttachRequired", "Whether volumes are attached before they are mounted."),
            Columns.Boolean("PodInfoOnMount", "Whether the driver is told of the pod."),
            Columns.Boolean("StorageCapacity", "Whether the driver reports capacities."),
            Columns.Text("TokenRequests", "Audiences of the tokens that it gets."),
            Columns.Boolean("RequiresRepublish", "Whether volumes are published again and again."),
            Columns.Text("Modes", "How long its volumes live."),
            Columns.Age,
        ],
        static (driver, row) => row
            .Text(driver.Metadata.Name)
            .Boolean(driver.Spec.AttachRequired ?? true)
            .Boolean(driver.Spec.PodInfoOnMount ?? false)
            .Boolean(driver.Spec.StorageCapacity ?? false)
            .Text(driver.Spec.TokenRequests is { Count: > 0 } tokens ? string.Join(',', tokens.Select(token => token.Audience)) : Unset)
            .Boolean(driver.Spec.RequiresRepublish ?? false)
            .Text(driver.Spec.VolumeLifecycleModes is { Count: > 0 } modes ? string.Join(',', modes) : "<none>")
            .Age(driver.Metadata.CreationTimestamp));

    public static KindTable<V1CSINode> Node { get; } = new(
        [Columns.Name, Columns.Integer("Drivers", "Drivers that run on the node."), Columns.Age],
        static (node, row) => row.Text(node.Metadata.Name).Number(node.Spec.Drivers?.Count ?? 0).Age(node.Metadata.CreationTimestamp));

    public static KindTable<V1StorageClass> Class { get; } = new(
        [
            Columns.Name,
            Columns.Text("Provisioner", "Who makes the volumes."),
            Columns.Text("ReclaimPolicy", "What becomes of a released volume."),
            Columns.Text("VolumeBindingMode", "When a claim gets its volume."),
            Columns.Text("AllowVolumeExpansion", "Whether claims may grow."),
            Columns.Age,
        ],
        static (storage, row) => row
            .Text(IsDefault(storage.Metadata) ? $"{storage.Metadata.Name} (default)" : storage.Metadata.Name)
            .Text(storage.Provisioner)
            .Text(storage.ReclaimPolicy ?? "Delete")
            .Text(storage.VolumeBindingMode ?? Unset)
            .Boolean(storage.AllowVolumeExpansion ?? false)
            .Age(storage.Metadata.CreationTimestamp));

    public static KindTable<V1VolumeAttachment> Attachment { get; } = new(
        [
            Columns.Name,
            new("Attacher", "string", "The driver that attaches.", "name"),
            Columns.Text("PV", "The volume."),
            Columns.Text("Node", "The node that it is attached to."),
            Columns.Boolean("Attached", "Whether it is attached."),
            Columns.Age,
        ],
        static (attachment, row) => row
            .Text(attachment.Metadata.Name)
            .Text(attachment.Spec.Attacher)
            .Text(attachment.Spec.Source?.PersistentVolumeName)
            .Text(attachment.Spec.NodeName)
            .Boolean(attachment.Status.Attached)
            .Age(attachment.Metadata.CreationTimestamp));

    public static KindTable<V1VolumeAttributesClass> AttributesClass { get; } = new(
        [Columns.Name, Columns.Text("DriverName", "The driver that knows the attributes."), Columns.Age],
        static (attributes, row) => row.Text(attributes.Metadata.Name).Text(attributes.DriverName).Age(attributes.Metadata.CreationTimestamp));

    private static bool IsDefault(V1ObjectMeta meta) =>
        meta.Annotations?.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true"
        || meta.Annotations?.GetValueOrDefault("storageclass.beta.kubernetes.io/is-default-class") == "true";
}
