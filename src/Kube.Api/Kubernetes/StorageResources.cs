using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Storage;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>storage.k8s.io</c>.</summary>
internal static class StorageResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var attachment = new AttachmentStrategy();
        return
        [
            new() { Codec = Codec("CSIDriver"), Plural = "csidrivers", Strategy = new CsiDriverStrategy(), Table = StorageTables.Driver },
            new() { Codec = Codec("CSINode"), Plural = "csinodes", Strategy = new CsiNodeStrategy(), Table = StorageTables.Node },
            new() { Codec = Codec("CSIStorageCapacity"), Plural = "csistoragecapacities", Namespaced = true, Strategy = new CsiCapacityStrategy() },
            new()
            {
                Codec = Codec("StorageClass"), Plural = "storageclasses", ShortNames = ["sc"], Strategy = new StorageClassStrategy(), Table = StorageTables.Class,
            },
            new()
            {
                Codec = Codec("VolumeAttachment"), Plural = "volumeattachments", Strategy = attachment, Table = StorageTables.Attachment,
                Subresources = [Kinds.Status<V1VolumeAttachment>(attachment, static (obj, old) => obj.Spec = old.Spec)],
            },
            new()
            {
                Codec = Codec("VolumeAttributesClass"), Plural = "volumeattributesclasses", ShortNames = ["vac"], Strategy = new AttributesClassStrategy(),
                Table = StorageTables.AttributesClass,
            },
        ];
    }

    private static ObjectCodec Codec(string kind) => Kinds.Codec("storage.k8s.io", "v1", kind);
}
