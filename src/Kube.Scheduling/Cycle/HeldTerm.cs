using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Cycle;

/// <summary>A term that pods on nodes have, and how many on each row.</summary>
/// <param name="Term">The term.</param>
/// <param name="Holders">The pods that have it.</param>
internal sealed record HeldTerm(PodTerm Term, MatchCount Holders);
