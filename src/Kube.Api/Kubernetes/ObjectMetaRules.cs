using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>What some subresources do with metadata.</summary>
internal static class ObjectMetaRules
{
    /// <summary>Keeps what a client could change of the metadata: upstream's <c>metav1.ResetObjectMetaForStatus</c>.</summary>
    public static void KeepClientFields(V1ObjectMeta meta, V1ObjectMeta old)
    {
        meta.DeletionTimestamp = old.DeletionTimestamp;
        meta.Generation = old.Generation;
        meta.SelfLink = old.SelfLink;
        meta.Labels = old.Labels;
        meta.Annotations = old.Annotations;
        meta.Finalizers = old.Finalizers;
        meta.OwnerReferences = old.OwnerReferences;
    }
}
