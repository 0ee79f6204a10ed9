using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;
using Kube.Controllers.Volumes;

namespace Kube.Controllers.VolumeProtection;

/// <summary>Lets volumes go only when no claim is bound to them.</summary>
internal sealed class ProtectedVolumeReconciler(IKubeClient client, IResourceCache<V1PersistentVolume> volumes) : IReconciler<V1PersistentVolume>
{
    private const string Finalizer = "kubernetes.io/pv-protection";

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!volumes.TryGet(key, out var volume)) return ReconcileResult.Done;
        var isHeld = volume.Metadata.Finalizers?.Contains(Finalizer) == true;
        var goes = volume.Metadata.DeletionTimestamp is not null;
        if (goes != isHeld || (goes && volume.Status?.Phase == VolumeNames.Bound)) return ReconcileResult.Done;
        var copy = volume.DeepClone();
        if (goes) copy.Metadata.Finalizers!.Remove(Finalizer);
        else (copy.Metadata.Finalizers ??= []).Add(Finalizer);
        try
        {
            await client.For<V1PersistentVolume>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }

        return ReconcileResult.Done;
    }
}
