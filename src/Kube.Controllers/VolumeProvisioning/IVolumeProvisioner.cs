using Kube.Api.Models;

namespace Kube.Controllers.VolumeProvisioning;

/// <summary>Makes volumes for claims of the storage classes that name it, and deletes them when their claims are gone. Registered with
/// <c>AddVolumeProvisioner</c>; one instance serves the host.</summary>
public interface IVolumeProvisioner
{
    /// <summary>What storage classes call it, such as <c>example.com/disks</c>; unique in the host.</summary>
    string Name { get; }

    /// <summary>Makes the storage of a volume, and says where it is. Calls do not overlap; after a failure, or a crash, it is called again for the same
    /// <see cref="ProvisionRequest.VolumeName"/> and must find what it made before.</summary>
    /// <returns>The volume, with source, capacity, access modes and node affinity; name, class, claim and policy are filled in.</returns>
    /// <remarks>What it throws becomes the event <c>ProvisioningFailed</c> of the claim, and is tried again with a growing wait.</remarks>
    ValueTask<V1PersistentVolume> ProvisionAsync(ProvisionRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes the storage of a volume; what is gone already is no failure. Calls overlap with each other and with <see cref="ProvisionAsync"/>.</summary>
    /// <remarks>What it throws becomes the event <c>VolumeFailedDelete</c> of the volume, and is tried again.</remarks>
    ValueTask DeleteAsync(V1PersistentVolume volume, CancellationToken cancellationToken);
}
