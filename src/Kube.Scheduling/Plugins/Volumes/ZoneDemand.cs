using System.Collections.Immutable;

namespace Kube.Scheduling.Plugins.Volumes;

/// <summary>A label that a volume has, and that its pod's node must have too.</summary>
/// <param name="Label">The label.</param>
/// <param name="Values">One of these.</param>
internal readonly record struct ZoneDemand(string Label, ImmutableArray<string> Values);
