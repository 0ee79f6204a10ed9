using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Runtime;
using Kube.Controllers.Volumes;

namespace Kube.Controllers.VolumeProtection;

/// <summary>Lets volumes go only when no claim is bound to them.</summary>
internal sealed class ProtectedVolumeReconciler(IKubeClient client, IResourceCache<V1PersistentVolume> volumes) : IReconciler<V1PersistentVolume>
{
    private const string Finalizer = "kubernetes.io/pv-protection";
    private readonly ProtectionFinalizer<V1PersistentVolume> _finalizer = new(client, Finalizer);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!volumes.TryGet(key, out var volume)) return ReconcileResult.Done;
        if (!ProtectionFinalizer<V1PersistentVolume>.Matters(volume, Finalizer)) return ReconcileResult.Done;
        if (volume.Metadata.DeletionTimestamp is not null && volume.Status?.Phase == VolumeNames.Bound) return ReconcileResult.Done;
        await _finalizer.ApplyAsync(volume.DeepClone(), cancellationToken);
        return ReconcileResult.Done;
    }
}
