using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;
using Kube.Controllers.VolumeProvisioning;

namespace Kube.Controllers.Volumes;

/// <summary>Binds claims to volumes: those there are, or one that is made for the claim. One worker: two claims never take one volume.</summary>
internal sealed class ClaimReconciler : IReconciler<V1PersistentVolumeClaim>
{
    private readonly IResourceCache<V1PersistentVolumeClaim> _claims;
    private readonly IResourceCache<V1PersistentVolume> _volumes;
    private readonly IResourceCache<V1StorageClass> _classes;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly IEventRecorder _events;
    private readonly VolumeWrites _writes;
    private readonly VolumeMaker _maker;

    public ClaimReconciler(IKubeClient client, IEventRecorder events, IResourceCaches caches, IEnumerable<IVolumeProvisioner> provisioners, TimeProvider time)
    {
        _claims = caches.For<V1PersistentVolumeClaim>();
        _volumes = caches.For<V1PersistentVolume>();
        _classes = caches.For<V1StorageClass>();
        _pods = caches.For<V1Pod>();
        _pods.AddIndex(ClaimUsers.Index);
        _events = events;
        _writes = new VolumeWrites(client, _claims, _volumes, time);
        _maker = new VolumeMaker(_writes, events, _volumes, caches.For<V1Node>(), provisioners);
    }

    /// <summary>The claims that a volume may concern: the one it names, or, when it names none, those that wait for one of its class.</summary>
    public IEnumerable<ObjectKey> ClaimsOf(V1PersistentVolume volume)
    {
        if (volume.Spec.ClaimRef is { } reference)
        {
            yield return new(reference.Namespace ?? "", reference.Name ?? "");
            yield break;
        }

        foreach (var claim in _claims.List(""))
            if (string.IsNullOrEmpty(claim.Spec.VolumeName) ? VolumeMatch.ClassOf(claim) == VolumeMatch.ClassOf(volume) : claim.Spec.VolumeName == volume.Metadata.Name) yield return claim.Key();
    }

    /// <summary>The claims that wait for a class.</summary>
    public IEnumerable<ObjectKey> ClaimsOf(V1StorageClass storageClass) => _claims.List("")
        .Where(claim => string.IsNullOrEmpty(claim.Spec.VolumeName) && VolumeMatch.ClassOf(claim) == storageClass.Metadata.Name).Select(static claim => claim.Key());

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_claims.TryGet(key, out var claim)) return ReconcileResult.Done;
        try
        {
            if (claim.Metadata.Annotations?.ContainsKey(VolumeNames.BindCompleted) == true) await KeepAsync(claim, cancellationToken);
            else await BindAsync(claim, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone meanwhile; its event is on the way.
        }

        return ReconcileResult.Done;
    }

    private async ValueTask KeepAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(claim.Spec.VolumeName))
        {
            await LoseAsync(claim, "ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!", cancellationToken);
            return;
        }

        if (!_volumes.TryGet(new(claim.Spec.VolumeName), out var volume))
            await LoseAsync(claim, "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!", cancellationToken);
        else if (volume.Spec.ClaimRef is null || volume.Spec.ClaimRef.Uid == claim.Metadata.Uid)
            await _writes.BindAsync(volume, claim, cancellationToken);
        else
            await LoseAsync(claim, "ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly", cancellationToken);
    }

    private async ValueTask LoseAsync(V1PersistentVolumeClaim claim, string reason, string message, CancellationToken cancellationToken)
    {
        if (claim.Status?.Phase != VolumeNames.Lost) _events.Event(claim, EventTypes.Warning, reason, message);
        await _writes.SetStatusAsync(claim, VolumeNames.Lost, null, cancellationToken);
    }

    private async ValueTask BindAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(claim.Spec.VolumeName))
        {
            await BindToWishedAsync(claim, claim.Spec.VolumeName, cancellationToken);
            return;
        }

        _classes.TryGet(new(VolumeMatch.ClassOf(claim)), out var storageClass);
        var isChosen = claim.Metadata.Annotations?.ContainsKey(VolumeNames.SelectedNode) == true;
        var waits = storageClass?.VolumeBindingMode == VolumeNames.FirstConsumer && !isChosen;
        if (VolumeMatch.Best(claim, _volumes.List(""), delayed: waits || isChosen) is { } volume)
        {
            await _writes.BindAsync(volume, claim, cancellationToken);
            return;
        }

        // A claim that goes gets no volume any more.
        if (claim.Metadata.DeletionTimestamp is not null) return;
        if (waits) TellWhatIsWaitedFor(claim);
        else if (VolumeMatch.ClassOf(claim).Length > 0) await _maker.MakeAsync(claim, storageClass, cancellationToken);
        else _events.Event(claim, EventTypes.Normal, "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
        if (_claims.TryGet(claim.Key(), out var now) && now.Metadata.Uid == claim.Metadata.Uid && string.IsNullOrEmpty(now.Spec.VolumeName))
            await _writes.SetStatusAsync(now, VolumeNames.Pending, null, cancellationToken);
    }

    private async ValueTask BindToWishedAsync(V1PersistentVolumeClaim claim, string name, CancellationToken cancellationToken)
    {
        if (!_volumes.TryGet(new(name), out var volume))
        {
            await _writes.SetStatusAsync(claim, VolumeNames.Pending, null, cancellationToken);
        }
        else if (volume.Spec.ClaimRef is null)
        {
            if (VolumeMatch.FindMismatch(volume, claim) is { } mismatch)
            {
                _events.Event(claim, EventTypes.Warning, "VolumeMismatch", $"Cannot bind to requested volume \"{name}\": {mismatch}");
                await _writes.SetStatusAsync(claim, VolumeNames.Pending, null, cancellationToken);
            }
            else
            {
                await _writes.BindAsync(volume, claim, cancellationToken);
            }
        }
        else if (VolumeMatch.Names(volume, claim))
        {
            await _writes.BindAsync(volume, claim, cancellationToken);
        }
        else
        {
            _events.Event(claim, EventTypes.Warning, "FailedBinding", $"volume \"{name}\" already bound to a different claim.");
            await _writes.SetStatusAsync(claim, VolumeNames.Pending, null, cancellationToken);
        }
    }

    private void TellWhatIsWaitedFor(V1PersistentVolumeClaim claim)
    {
        var waiting = _pods.Find(ClaimUsers.Index, claim.Key().ToString()).FirstOrDefault(static pod => string.IsNullOrEmpty(pod.Spec.NodeName) && pod.Metadata.DeletionTimestamp is null);
        if (waiting is null) _events.Event(claim, EventTypes.Normal, VolumeNames.FirstConsumer, "waiting for first consumer to be created before binding");
        else _events.Event(claim, EventTypes.Normal, "WaitForPodScheduled", $"waiting for pod {waiting.Metadata.Name} to be scheduled");
    }
}
