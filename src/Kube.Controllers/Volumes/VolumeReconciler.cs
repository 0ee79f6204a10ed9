using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;
using Kube.Controllers.VolumeProvisioning;

namespace Kube.Controllers.Volumes;

/// <summary>Keeps the states of volumes, and deals with those whose claim is gone as their policy says. One worker.</summary>
internal sealed class VolumeReconciler : IReconciler<V1PersistentVolume>
{
    private readonly IResourceCache<V1PersistentVolumeClaim> _claims;
    private readonly IResourceCache<V1PersistentVolume> _volumes;
    private readonly IKubeClient _client;
    private readonly IEventRecorder _events;
    private readonly VolumeWrites _writes;
    private readonly Dictionary<string, IVolumeProvisioner> _provisioners;

    // Storage that is gone, while the volume's own object still goes.
    private readonly Dictionary<string, string> _destroyed = [];

    public VolumeReconciler(IKubeClient client, IEventRecorder events, IResourceCaches caches, IEnumerable<IVolumeProvisioner> provisioners, TimeProvider time)
    {
        _claims = caches.For<V1PersistentVolumeClaim>();
        _volumes = caches.For<V1PersistentVolume>();
        _client = client;
        _events = events;
        _writes = new VolumeWrites(client, _claims, _volumes, time);
        _provisioners = provisioners.ToDictionary(static provisioner => provisioner.Name);
    }

    /// <summary>The volume of a claim.</summary>
    public static IEnumerable<ObjectKey> VolumeOf(V1PersistentVolumeClaim claim) => string.IsNullOrEmpty(claim.Spec.VolumeName) ? [] : [new(claim.Spec.VolumeName)];

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_volumes.TryGet(key, out var volume))
        {
            _destroyed.Remove(key.Name);
            return ReconcileResult.Done;
        }

        try
        {
            // One that names a claim without its uid is kept for it.
            if (volume.Spec.ClaimRef is not { Uid.Length: > 0 } reference) await _writes.SetPhaseAsync(volume, VolumeNames.Available, null, cancellationToken);
            else await KeepAsync(volume, await FindClaimAsync(reference, cancellationToken), cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone meanwhile.
        }

        return ReconcileResult.Done;
    }

    // A claim that the cache does not have may be one that it does not have yet: what follows cannot be taken back.
    private async ValueTask<V1PersistentVolumeClaim?> FindClaimAsync(V1ObjectReference reference, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(reference.Namespace ?? "", reference.Name ?? "");
        if (_claims.TryGet(key, out var known) && known.Metadata.Uid == reference.Uid) return known;
        try
        {
            var fresh = await _client.For<V1PersistentVolumeClaim>().GetAsync(key, cancellationToken);
            return fresh.Metadata.Uid == reference.Uid ? fresh : null;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private async ValueTask KeepAsync(V1PersistentVolume volume, V1PersistentVolumeClaim? claim, CancellationToken cancellationToken)
    {
        if (claim is null)
        {
            await ReleaseAsync(volume, cancellationToken);
        }
        else if (string.IsNullOrEmpty(claim.Spec.VolumeName))
        {
            // The claim's own controller goes on.
            return;
        }
        else if (claim.Spec.VolumeName == volume.Metadata.Name)
        {
            await _writes.SetPhaseAsync(volume, VolumeNames.Bound, null, cancellationToken);
        }
        else if (volume.Metadata.Annotations?.ContainsKey(VolumeNames.ProvisionedBy) == true && volume.Spec.PersistentVolumeReclaimPolicy == "Delete")
        {
            // Made for a claim that took another.
            await ReleaseAsync(volume, cancellationToken);
        }
        else
        {
            await _writes.UnbindAsync(volume, cancellationToken);
        }
    }

    private async ValueTask ReleaseAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        if (volume.Status?.Phase is not (VolumeNames.Released or VolumeNames.Failed))
        {
            await _writes.SetPhaseAsync(volume, VolumeNames.Released, null, cancellationToken);
            if (!_volumes.TryGet(volume.Key(), out var fresh)) return;
            volume = fresh;
        }

        switch (volume.Spec.PersistentVolumeReclaimPolicy)
        {
            case "Delete":
                await DestroyAsync(volume, cancellationToken);
                break;
            case "Recycle":
                await FailAsync(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!", cancellationToken);
                break;
        }
    }

    private async ValueTask DestroyAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        var maker = volume.Metadata.Annotations?.GetValueOrDefault(VolumeNames.ProvisionedBy);
        if (maker is null)
        {
            await FailAsync(volume, "VolumeFailedDelete", $"error getting deleter volume plugin for volume \"{volume.Metadata.Name}\": no volume plugin matched", cancellationToken);
            return;
        }

        // Others delete what they have made themselves.
        if (!_provisioners.TryGetValue(maker, out var provisioner)) return;
        if (_destroyed.GetValueOrDefault(volume.Metadata.Name!) == volume.Metadata.Uid) return;
        try
        {
            await provisioner.DeleteAsync(volume, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await FailAsync(volume, "VolumeFailedDelete", e.Message, cancellationToken);
            throw;
        }

        _destroyed[volume.Metadata.Name!] = volume.Metadata.Uid!;
        if (volume.Metadata.DeletionTimestamp is null) await _writes.DeleteAsync(volume, cancellationToken);
    }

    private async ValueTask FailAsync(V1PersistentVolume volume, string reason, string message, CancellationToken cancellationToken)
    {
        if (volume.Status?.Phase != VolumeNames.Failed || volume.Status.Message != message) _events.Event(volume, EventTypes.Warning, reason, message);
        await _writes.SetPhaseAsync(volume, VolumeNames.Failed, message, cancellationToken);
    }
}
