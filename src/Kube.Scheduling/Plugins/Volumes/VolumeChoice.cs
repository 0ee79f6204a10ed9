using Kube.Api.Models;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>What was decided for a pod's claims when it got its node.</summary>
/// <param name="Claims">All claims of the pod that were not bound.</param>
/// <param name="Bind">Claims that get a volume that there is.</param>
/// <param name="Make">Claims whose volume is made where the node is.</param>
internal sealed record VolumeChoice(
    IReadOnlyList<V1PersistentVolumeClaim> Claims,
    IReadOnlyList<(V1PersistentVolumeClaim Claim, V1PersistentVolume Volume)> Bind,
    IReadOnlyList<V1PersistentVolumeClaim> Make);
