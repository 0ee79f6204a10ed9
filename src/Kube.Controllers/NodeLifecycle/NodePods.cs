using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>Finds the pods of a node.</summary>
internal static class NodePods
{
    /// <summary>Files pods under the name of their node.</summary>
    public static CacheIndex<V1Pod> Index { get; } = new("node", pod => pod.Spec.NodeName is { Length: > 0 } node ? [node] : []);
}
