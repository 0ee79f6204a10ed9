using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Volumes;

namespace Kube.Node.Csi;

/// <summary>What of drivers and their volumes is in the cluster.</summary>
internal interface ICsiObjects
{
    /// <summary>Makes a driver of this node known: in its CSINode, as its topology labels, as the annotation with its id.</summary>
    ValueTask AddDriverAsync(CsiDriver driver, CancellationToken cancellationToken);

    /// <summary>Takes it out of the CSINode.</summary>
    ValueTask RemoveDriverAsync(string name, CancellationToken cancellationToken);

    /// <summary>What the driver wants; its defaults when the cluster says nothing of it.</summary>
    ValueTask<V1CSIDriverSpec> DriverAsync(string name, CancellationToken cancellationToken);

    /// <summary>What the attachment of a volume to this node gave.</summary>
    /// <exception cref="VolumeException">It is not attached yet.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> AttachmentAsync(string driver, string volumeHandle, CancellationToken cancellationToken);

    /// <summary>A secret's data as text; empty when no secret is named.</summary>
    /// <exception cref="VolumeException">There is none of that name.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> SecretAsync(string? ns, string? name, CancellationToken cancellationToken);

    /// <summary>Tells a claim that its volume is as large now as it was to be, also on its node.</summary>
    /// <exception cref="VolumeException">It cannot be told now.</exception>
    ValueTask TellExpandedAsync(ObjectKey claim, ResourceQuantity capacity, CancellationToken cancellationToken);
}
