using Kube.Api.Models;
using Kube.Scheduling.Plugins.NodeSelection;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>A claim that gets its volume with the node.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Class">Its class.</param>
/// <param name="Candidates">The volumes that would fit, the smallest first, and where each can be reached; null: anywhere.</param>
internal sealed record WaitingClaim(V1PersistentVolumeClaim Claim, V1StorageClass? Class, IReadOnlyList<(V1PersistentVolume Volume, NodeTerms? Place)> Candidates);
