using Kube.Api.Models;

namespace Kube.Scheduling.Framework;

/// <summary>Something that happened in the cluster.</summary>
/// <param name="Event">What.</param>
/// <param name="Node">The node, for events of nodes: as it is now.</param>
/// <param name="Pod">The pod, for events of pods: as it is now, or last was.</param>
public readonly record struct ClusterChange(ClusterEvent Event, V1Node? Node = null, PodInfo? Pod = null);
