using Kube.Api.Models;

namespace Kube.Controllers.VolumeProvisioning;

/// <summary>A volume that is to be made.</summary>
/// <param name="VolumeName">Its name, the same each time for one claim.</param>
/// <param name="Claim">For whom; shared, read-only.</param>
/// <param name="Class">By which storage class; shared, read-only.</param>
/// <param name="Node">Where the first pod that uses it will run; null: nobody has chosen. Shared, read-only.</param>
public sealed record ProvisionRequest(string VolumeName, V1PersistentVolumeClaim Claim, V1StorageClass Class, V1Node? Node);
