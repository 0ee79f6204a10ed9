using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Volumes;

namespace Kube.Controllers.VolumeProvisioning;

/// <summary>Has volumes made for claims: by a provisioner of this host, or by somebody else who is told by annotations.</summary>
internal sealed class VolumeMaker(
    VolumeWrites writes, IEventRecorder events, IResourceCache<V1PersistentVolume> volumes, IResourceCache<V1Node> nodes, IEnumerable<IVolumeProvisioner> provisioners)
{
    private const string Failed = "ProvisioningFailed";
    private const string None = "kubernetes.io/no-provisioner";

    private readonly Dictionary<string, IVolumeProvisioner> _provisioners = provisioners.ToDictionary(static provisioner => provisioner.Name);

    /// <summary>Has a volume made for a claim that found none.</summary>
    public async ValueTask MakeAsync(V1PersistentVolumeClaim claim, V1StorageClass? storageClass, CancellationToken cancellationToken)
    {
        if (storageClass is null)
        {
            events.Event(claim, EventTypes.Warning, Failed, $"storageclass.storage.k8s.io \"{VolumeMatch.ClassOf(claim)}\" not found");
            return;
        }

        if (storageClass.Provisioner == None)
        {
            events.Event(claim, EventTypes.Normal, "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
            return;
        }

        claim = await TellProvisionerAsync(claim, storageClass.Provisioner, cancellationToken);
        if (_provisioners.TryGetValue(storageClass.Provisioner, out var provisioner)) await MakeAsync(claim, storageClass, provisioner, cancellationToken);
        else
            events.Event(
                claim,
                EventTypes.Normal,
                "ExternalProvisioning",
                $"Waiting for a volume to be created either by the external provisioner '{storageClass.Provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
    }

    private async ValueTask<V1PersistentVolumeClaim> TellProvisionerAsync(V1PersistentVolumeClaim claim, string provisioner, CancellationToken cancellationToken)
    {
        var known = claim.Metadata.Annotations;
        if (known?.GetValueOrDefault(VolumeNames.Provisioner) == provisioner && known.GetValueOrDefault(VolumeNames.BetaProvisioner) == provisioner) return claim;
        var copy = claim.DeepClone();
        var annotations = copy.Metadata.Annotations ??= [];
        annotations[VolumeNames.Provisioner] = provisioner;
        annotations[VolumeNames.BetaProvisioner] = provisioner;
        return await writes.UpdateAsync(copy, cancellationToken);
    }

    private async ValueTask MakeAsync(V1PersistentVolumeClaim claim, V1StorageClass storageClass, IVolumeProvisioner provisioner, CancellationToken cancellationToken)
    {
        var name = $"pvc-{claim.Metadata.Uid}";
        if (volumes.TryGet(new(name), out _)) return;
        V1Node? node = null;
        if (claim.Metadata.Annotations?.GetValueOrDefault(VolumeNames.SelectedNode) is { Length: > 0 } chosen && !nodes.TryGet(new(chosen), out node))
        {
            events.Event(claim, EventTypes.Warning, Failed, $"Failed to get target node: node \"{chosen}\" not found");
            return;
        }

        V1PersistentVolume volume;
        try
        {
            volume = await provisioner.ProvisionAsync(new(name, claim, storageClass, node), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            events.Event(claim, EventTypes.Warning, Failed, $"Failed to provision volume with StorageClass \"{storageClass.Metadata.Name}\": {e.Message}");
            throw;
        }

        Complete(volume, name, claim, storageClass, provisioner.Name);
        try
        {
            await writes.CreateAsync(volume, cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            return;
        }

        events.Event(claim, EventTypes.Normal, "ProvisioningSucceeded", $"Successfully provisioned volume {name} using {provisioner.Name}");
    }

    private static void Complete(V1PersistentVolume volume, string name, V1PersistentVolumeClaim claim, V1StorageClass storageClass, string provisioner)
    {
        volume.Metadata.Name = name;
        var annotations = volume.Metadata.Annotations ??= [];
        annotations[VolumeNames.BoundByController] = VolumeNames.Yes;
        annotations[VolumeNames.ProvisionedBy] = provisioner;
        var spec = volume.Spec;
        spec.ClaimRef = VolumeWrites.ReferenceTo(claim);
        spec.StorageClassName = storageClass.Metadata.Name;
        spec.PersistentVolumeReclaimPolicy ??= storageClass.ReclaimPolicy ?? "Delete";
        spec.AccessModes ??= claim.Spec.AccessModes is null ? null : [.. claim.Spec.AccessModes];
        spec.VolumeMode ??= claim.Spec.VolumeMode;
        spec.Capacity ??= new() { ["storage"] = VolumeMatch.Requested(claim) };
        spec.MountOptions ??= storageClass.MountOptions is null ? null : [.. storageClass.MountOptions];
        spec.VolumeAttributesClassName ??= claim.Spec.VolumeAttributesClassName;
    }
}
