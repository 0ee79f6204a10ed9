using Kube.Api.Models;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Eviction;

/// <summary>A pod and what it uses.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Stats">What the runtime measured; null: nothing.</param>
internal sealed record PodUse(V1Pod Pod, SandboxStats? Stats)
{
    /// <summary>What it keeps on the disk beside its containers' layers.</summary>
    public PodStorage Storage { get; init; } = PodStorage.None;

    /// <summary>How much the pod uses of a resource.</summary>
    public decimal Of(string resource) => resource switch
    {
        "memory" => Stats?.Memory?.WorkingSetBytes ?? Stats?.Containers.Sum(container => container.Memory?.WorkingSetBytes ?? 0) ?? 0,
        "pids" => Stats?.ProcessCount ?? 0,
        "inodes" => Sum(layer => layer.InodesUsed, amount => amount.Files),
        _ => Sum(layer => layer.UsedBytes, amount => amount.Bytes),
    };

    /// <summary>What a container uses of the disk: its layer and its logs.</summary>
    public long DiskOf(string container) => StorageLimits.UsedBy(container, Stats, Storage);

    private decimal Sum(Func<FilesystemUsage, long> ofLayer, Func<StorageAmount, long> ofFiles) =>
        (Stats?.Containers.Sum(container => container.WritableLayer is { } layer ? ofLayer(layer) : 0) ?? 0) + Storage.Volumes.Values.Sum(ofFiles) + Storage.Logs.Values.Sum(ofFiles);
}
