using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Volumes;

/// <summary>Writes claims and volumes; when a write returns, the caches show it.</summary>
internal sealed class VolumeWrites(IKubeClient client, IResourceCache<V1PersistentVolumeClaim> claims, IResourceCache<V1PersistentVolume> volumes, TimeProvider time)
{
    private readonly SeenWrites<V1PersistentVolumeClaim> _claims = new(client, claims);
    private readonly SeenWrites<V1PersistentVolume> _volumes = new(client, volumes);

    /// <summary>Makes a claim and a volume each other's.</summary>
    public async ValueTask BindAsync(V1PersistentVolume volume, V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        volume = await NameClaimAsync(volume, claim, cancellationToken);
        await SetPhaseAsync(volume, VolumeNames.Bound, null, cancellationToken);
        claim = await NameVolumeAsync(claim, volume, cancellationToken);
        await SetStatusAsync(claim, VolumeNames.Bound, volume, cancellationToken);
    }

    /// <summary>Makes a volume nobody's again; one that its administrator gave to a claim by name stays given.</summary>
    public async ValueTask UnbindAsync(V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        var copy = volume.DeepClone();
        if (copy.Metadata.Annotations?.Remove(VolumeNames.BoundByController) == true)
        {
            copy.Spec.ClaimRef = null;
        }
        else
        {
            copy.Spec.ClaimRef!.Uid = null;
            copy.Spec.ClaimRef.ResourceVersion = null;
        }

        await SetPhaseAsync(await _volumes.UpdateAsync(copy, cancellationToken), VolumeNames.Available, null, cancellationToken);
    }

    /// <summary>Notes the state of a volume.</summary>
    public async ValueTask SetPhaseAsync(V1PersistentVolume volume, string phase, string? message, CancellationToken cancellationToken)
    {
        if (volume.Status?.Phase == phase && (volume.Status.Message ?? "") == (message ?? "")) return;
        var copy = volume.DeepClone();
        var isNew = volume.Status?.Phase != phase;
        copy.Status = new() { Phase = phase, Message = message, LastPhaseTransitionTime = isNew ? time.GetUtcNow().UtcDateTime : volume.Status!.LastPhaseTransitionTime };
        await _volumes.UpdateStatusAsync(copy, cancellationToken);
    }

    /// <summary>Notes the state of a claim, and of a bound one what it has.</summary>
    public async ValueTask SetStatusAsync(V1PersistentVolumeClaim claim, string phase, V1PersistentVolume? volume, CancellationToken cancellationToken)
    {
        var copy = claim.DeepClone();
        var status = copy.Status ??= new();
        status.Phase = phase;
        if (volume is null)
        {
            if (phase != VolumeNames.Lost) (status.AccessModes, status.Capacity) = (null, null);
        }
        else
        {
            status.AccessModes = volume.Spec.AccessModes is null ? null : [.. volume.Spec.AccessModes];
            // Later on its node says how large it is: the volume may have grown and the file system not yet.
            if (claim.Status?.Phase != VolumeNames.Bound || status.Capacity is null) status.Capacity = new() { ["storage"] = VolumeMatch.Capacity(volume) };
            status.CurrentVolumeAttributesClassName = volume.Spec.VolumeAttributesClassName;
        }

        if (claim.Status?.SemanticEquals(status) == true) return;
        await _claims.UpdateStatusAsync(copy, cancellationToken);
    }

    /// <summary>Replaces a claim.</summary>
    public ValueTask<V1PersistentVolumeClaim> UpdateAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken) => _claims.UpdateAsync(claim, cancellationToken);

    /// <summary>Creates a volume.</summary>
    public async ValueTask CreateAsync(V1PersistentVolume volume, CancellationToken cancellationToken) => await _volumes.CreateAsync(volume, cancellationToken);

    /// <summary>Deletes a volume.</summary>
    public async ValueTask DeleteAsync(V1PersistentVolume volume, CancellationToken cancellationToken) =>
        await client.For<V1PersistentVolume>().DeleteAsync(new(volume.Metadata.Name!), new() { Preconditions = new() { Uid = volume.Metadata.Uid } }, cancellationToken);

    private async ValueTask<V1PersistentVolume> NameClaimAsync(V1PersistentVolume volume, V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        if (volume.Spec.ClaimRef is { } known && known.Uid == claim.Metadata.Uid && known.Name == claim.Metadata.Name) return volume;
        var copy = volume.DeepClone();
        if (volume.Spec.ClaimRef is null) (copy.Metadata.Annotations ??= [])[VolumeNames.BoundByController] = VolumeNames.Yes;
        copy.Spec.ClaimRef = ReferenceTo(claim);
        return await _volumes.UpdateAsync(copy, cancellationToken);
    }

    private async ValueTask<V1PersistentVolumeClaim> NameVolumeAsync(V1PersistentVolumeClaim claim, V1PersistentVolume volume, CancellationToken cancellationToken)
    {
        var isDone = claim.Metadata.Annotations?.ContainsKey(VolumeNames.BindCompleted) == true;
        if (isDone && claim.Spec.VolumeName == volume.Metadata.Name) return claim;
        var copy = claim.DeepClone();
        var annotations = copy.Metadata.Annotations ??= [];
        if (copy.Spec.VolumeName != volume.Metadata.Name)
        {
            copy.Spec.VolumeName = volume.Metadata.Name;
            annotations[VolumeNames.BoundByController] = VolumeNames.Yes;
        }

        annotations[VolumeNames.BindCompleted] = VolumeNames.Yes;
        return await UpdateAsync(copy, cancellationToken);
    }

    /// <summary>A claim as a volume names it.</summary>
    public static V1ObjectReference ReferenceTo(V1PersistentVolumeClaim claim) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Namespace = claim.Metadata.Namespace,
        Name = claim.Metadata.Name,
        Uid = claim.Metadata.Uid,
        ResourceVersion = claim.Metadata.ResourceVersion,
    };
}
