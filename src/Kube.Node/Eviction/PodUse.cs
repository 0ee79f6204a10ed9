using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Eviction;

/// <summary>A pod and what it uses.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Stats">What the runtime measured; null: nothing.</param>
internal sealed record PodUse(V1Pod Pod, SandboxStats? Stats)
{
    /// <summary>How much the pod uses of a resource.</summary>
    public decimal Of(string resource) => resource switch
    {
        "memory" => Stats?.Memory?.WorkingSetBytes ?? Stats?.Containers.Sum(container => container.Memory?.WorkingSetBytes ?? 0) ?? 0,
        "pids" => Stats?.ProcessCount ?? 0,
        "inodes" => Stats?.Containers.Sum(container => container.WritableLayer?.InodesUsed ?? 0) ?? 0,
        _ => Stats?.Containers.Sum(container => container.WritableLayer?.UsedBytes ?? 0) ?? 0,
    };
}
