namespace Kube.Node.Volumes;

/// <summary>What a pod keeps on the node's disk.</summary>
/// <param name="Volumes">By name: those that are directories of the node's own, and not in memory.</param>
/// <param name="Logs">By the container's name.</param>
internal sealed record PodStorage(IReadOnlyDictionary<string, StorageAmount> Volumes, IReadOnlyDictionary<string, StorageAmount> Logs)
{
    public static PodStorage None { get; } = new(new Dictionary<string, StorageAmount>(), new Dictionary<string, StorageAmount>());
}
