using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core;

/// <summary>How volumes and claims are shown.</summary>
internal static class VolumeTables
{
    private const string Unset = "<unset>";
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public static KindTable<V1PersistentVolume> Volume { get; } = new(
        [
            Columns.Name,
            Columns.Text("Capacity", "How much it holds."),
            Columns.Text("Access Modes", "How it may be mounted."),
            Columns.Text("Reclaim Policy", "What becomes of it once released."),
            Columns.Text("Status", "Where it is in its life."),
            Columns.Text("Claim", "The claim that has it."),
            Columns.Text("StorageClass", "Its storage class."),
            Columns.Text("VolumeAttributesClass", "Its attributes."),
            Columns.Text("Reason", "Why it failed."),
            Columns.Age,
            Columns.Wide("VolumeMode", "Whether it is a file system or a raw device."),
        ],
        static (volume, row) => row
            .Text(volume.Metadata.Name)
            .Text(Amount(volume.Spec.Capacity))
            .Text(Modes(volume.Spec.AccessModes))
            .Text(volume.Spec.PersistentVolumeReclaimPolicy)
            .Text(volume.Metadata.DeletionTimestamp is null ? volume.Status.Phase : "Terminating")
            .Text(volume.Spec.ClaimRef is { } claim ? $"{claim.Namespace}/{claim.Name}" : "")
            .Text(volume.Metadata.Annotations?.GetValueOrDefault(ClassAnnotation) ?? volume.Spec.StorageClassName)
            .Text(volume.Spec.VolumeAttributesClassName ?? Unset)
            .Text(volume.Status.Reason)
            .Age(volume.Metadata.CreationTimestamp)
            .Text(volume.Spec.VolumeMode ?? Unset));

    public static KindTable<V1PersistentVolumeClaim> Claim { get; } = new(
        [
            Columns.Name,
            Columns.Text("Status", "Whether it has a volume."),
            Columns.Text("Volume", "The volume that it has."),
            Columns.Text("Capacity", "How much its volume holds."),
            Columns.Text("Access Modes", "How its volume may be mounted."),
            Columns.Text("StorageClass", "Its storage class."),
            Columns.Text("VolumeAttributesClass", "Its attributes."),
            Columns.Age,
            Columns.Wide("VolumeMode", "Whether it is a file system or a raw device."),
        ],
        static (claim, row) =>
        {
            var bound = !string.IsNullOrEmpty(claim.Spec.VolumeName);
            row.Text(claim.Metadata.Name)
                .Text(claim.Metadata.DeletionTimestamp is null ? claim.Status.Phase : "Terminating")
                .Text(claim.Spec.VolumeName)
                .Text(!bound ? "" : Amount(claim.Status.Capacity) is { Length: > 0 } amount ? amount : "0")
                .Text(bound ? Modes(claim.Status.AccessModes) : "")
                .Text(claim.Metadata.Annotations?.GetValueOrDefault(ClassAnnotation) ?? claim.Spec.StorageClassName)
                .Text(claim.Spec.VolumeAttributesClassName ?? Unset)
                .Age(claim.Metadata.CreationTimestamp)
                .Text(claim.Spec.VolumeMode ?? Unset);
        });

    private static string Amount(Dictionary<string, ResourceQuantity>? amounts) =>
        amounts?.TryGetValue("storage", out var storage) == true ? storage.ToString()! : "";

    // In upstream's fixed order, each once.
    private static string Modes(List<string>? modes)
    {
        var words = new List<string>();
        if (modes?.Contains("ReadWriteOnce") == true) words.Add("RWO");
        if (modes?.Contains("ReadOnlyMany") == true) words.Add("ROX");
        if (modes?.Contains("ReadWriteMany") == true) words.Add("RWX");
        if (modes?.Contains("ReadWriteOncePod") == true) words.Add("RWOP");
        return string.Join(',', words);
    }
}
