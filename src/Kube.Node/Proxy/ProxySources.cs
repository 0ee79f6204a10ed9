using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>What a proxy serves.</summary>
/// <param name="Cluster">Services, endpoint slices and nodes, as the proxy may see them.</param>
/// <param name="Pods">This node's pods, for their host ports; null when the backend has none.</param>
internal sealed record ProxySources(IResourceCaches Cluster, IResourceCache<V1Pod>? Pods);
