using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.Resources;

/// <summary>A resource that scoring looks at, and how much of it the pod would add.</summary>
internal sealed record ScoredResource(ResourceColumn Allocatable, ResourceColumn Requested, double Amount, int Weight);
