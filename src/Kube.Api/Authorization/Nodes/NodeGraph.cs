using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Snapshots;

namespace Kube.Api.Authorization.Nodes;

/// <summary>Whether a node has to do with an object: its pods need it, or a volume of theirs does, or it is about the node.</summary>
internal sealed class NodeGraph(NodePods pods, IStoreSnapshots snapshots, IResourceCatalog catalog)
{
    private static readonly GroupVersionResource s_volumes = new("", "v1", "persistentvolumes");
    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");
    private static readonly GroupVersionResource s_attachments = new("storage.k8s.io", "v1", "volumeattachments");
    private static readonly GroupVersionResource s_slices = new("resource.k8s.io", "v1", "resourceslices");

    public bool IsRelated(string node, NodeObject kind, string ns, string name) => kind switch
    {
        NodeObject.Volume => Find<V1PersistentVolume>(s_volumes, "", name)?.Spec.ClaimRef is { } claim
            && pods.Needs(node, NodeObject.Claim, claim.Namespace ?? "", claim.Name ?? ""),
        NodeObject.Attachment => Find<V1VolumeAttachment>(s_attachments, "", name)?.Spec.NodeName == node,
        NodeObject.ResourceSlice => Find<V1ResourceSlice>(s_slices, "", name)?.Spec.NodeName == node,
        NodeObject.Secret => pods.Needs(node, kind, ns, name) || IsSecretOfVolume(node, ns, name),
        _ => pods.Needs(node, kind, ns, name),
    };

    private bool IsSecretOfVolume(string node, string ns, string name)
    {
        foreach (var (claimNamespace, claimName) in pods.ClaimsOf(node))
        {
            if (Find<V1PersistentVolumeClaim>(s_claims, claimNamespace, claimName)?.Spec.VolumeName is not { Length: > 0 } volumeName) continue;
            if (Find<V1PersistentVolume>(s_volumes, "", volumeName) is not { } volume) continue;
            if (VolumeSecrets.Of(volume, claimNamespace).Contains((ns, name))) return true;
        }

        return false;
    }

    private T? Find<T>(GroupVersionResource resource, string ns, string name)
        where T : class
    {
        if (!catalog.Current.TryFind(resource, out var definition)) return null;
        return snapshots.Open().TryGet(definition, ns, name, out var found) ? (T)found.Object.Decode(0) : null;
    }
}
