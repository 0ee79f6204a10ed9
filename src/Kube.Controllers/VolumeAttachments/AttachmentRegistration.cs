using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.VolumeAttachments;

internal static class AttachmentRegistration
{
    public static IKubeControllersBuilder AddAttachmentController(this IKubeControllersBuilder builder) =>
        builder.AddController<AttachmentReconciler, V1Node>(static c => c
            .Named("persistentvolume-attach-detach").ActsAs(ControllerClients.ServiceAccount("attachdetach-controller")).RecordsAs("attachdetach-controller").Workers(5)
            // Heartbeats concern nobody here.
            .WhenUpdated(static (old, current) => !(old.Status?.VolumesInUse ?? []).SequenceEqual(current.Status?.VolumesInUse ?? []) || (old.Spec.Taints?.Count ?? 0) != (current.Spec.Taints?.Count ?? 0))
            .Watches<V1Pod>(AttachmentReconciler.NodeOf)
            .Watches<V1VolumeAttachment>(AttachmentReconciler.NodeOf)
            .Watches<V1PersistentVolumeClaim>(static (reconciler, claim) => reconciler.NodesOf(claim)));
}
