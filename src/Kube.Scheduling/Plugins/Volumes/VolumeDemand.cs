using Kube.Scheduling.Plugins.NodeSelection;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>What a pod's claims ask of its node.</summary>
/// <param name="Places">Where the volumes of bound claims can be reached; one selector for each volume that says so.</param>
/// <param name="LacksVolume">Whether a claim is bound to a volume that there is not.</param>
/// <param name="Waiting">The claims that get their volume with the node, those that ask for least first.</param>
internal sealed record VolumeDemand(IReadOnlyList<NodeTerms> Places, bool LacksVolume, IReadOnlyList<WaitingClaim> Waiting);
