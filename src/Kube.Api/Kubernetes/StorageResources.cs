using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Storage;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>storage.k8s.io</c>.</summary>
internal static class StorageResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var attachment = new PlainStatusStrategy<V1VolumeAttachment>(
            static obj => obj.Status = new V1VolumeAttachmentStatus(), static (obj, old) => obj.Status = old.Status)
        {
            ReturnsDeleted = true,
        };
        return
        [
            new() { Codec = Codec("CSIDriver"), Plural = "csidrivers", Strategy = Plain<V1CSIDriver>(), Table = StorageTables.Driver },
            new() { Codec = Codec("CSINode"), Plural = "csinodes", Strategy = Plain<V1CSINode>(), Table = StorageTables.Node },
            new() { Codec = Codec("CSIStorageCapacity"), Plural = "csistoragecapacities", Namespaced = true, Strategy = new PlainStrategy<V1CSIStorageCapacity>() },
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
                Codec = Codec("VolumeAttributesClass"), Plural = "volumeattributesclasses", ShortNames = ["vac"], Strategy = Plain<V1VolumeAttributesClass>(),
                Table = StorageTables.AttributesClass,
            },
        ];
    }

    private static PlainStatusStrategy<T> Plain<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => new(static _ => { }, static (_, _) => { }) { ReturnsDeleted = true };

    private static ObjectCodec Codec(string kind) => Kinds.Codec("storage.k8s.io", "v1", kind);
}
