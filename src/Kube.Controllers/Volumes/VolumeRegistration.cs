using Kube.Api.Models;
using Kube.Controllers.EphemeralVolumes;
using Kube.Controllers.Hosting;
using Kube.Controllers.VolumeProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Volumes;

internal static class VolumeRegistration
{
    public static IKubeControllersBuilder AddVolumeControllers(this IKubeControllersBuilder builder) => builder
        .AddController<ClaimReconciler, V1PersistentVolumeClaim>(static c => c
            .Named("persistentvolume-claims").ActsAs(ControllerClients.ServiceAccount("persistent-volume-binder")).RecordsAs("persistentvolume-controller")
            .Watches<V1PersistentVolume>(static (reconciler, volume) => reconciler.ClaimsOf(volume))
            .Watches<V1StorageClass>(static (reconciler, storageClass) => reconciler.ClaimsOf(storageClass))
            .Reads<V1Pod>().Reads<V1Node>())
        .AddController<VolumeReconciler, V1PersistentVolume>(static c => c
            .Named("persistentvolume-binder").ActsAs(ControllerClients.ServiceAccount("persistent-volume-binder")).RecordsAs("persistentvolume-controller")
            .Watches<V1PersistentVolumeClaim>(VolumeReconciler.VolumeOf))
        .AddController<ProtectedClaimReconciler, V1PersistentVolumeClaim>(static c => c
            .Named("pvc-protection").ActsAs(ControllerClients.ServiceAccount("pvc-protection-controller")).RecordsAs("pvc-protection-controller")
            .When(ProtectedClaimReconciler.Matters)
            .Watches<V1Pod>(ProtectedClaimReconciler.ClaimsOf))
        .AddController<ProtectedVolumeReconciler, V1PersistentVolume>(static c => c
            .Named("pv-protection").ActsAs(ControllerClients.ServiceAccount("pv-protection-controller")).RecordsAs("pv-protection-controller"))
        .AddController<EphemeralVolumeReconciler, V1Pod>(static c => c
            .Named("ephemeral-volume").ActsAs(ControllerClients.ServiceAccount("ephemeral-volume-controller")).RecordsAs("ephemeral_volume")
            .When(EphemeralVolumeReconciler.Matters)
            .Watches<V1PersistentVolumeClaim>(EphemeralVolumeReconciler.PodOf));
}
