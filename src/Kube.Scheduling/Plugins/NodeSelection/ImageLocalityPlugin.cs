using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>Prefers nodes that have the images already; an image that few nodes have counts for less, so that it does not draw all pods to them.</summary>
internal sealed class ImageLocalityPlugin : IColumnScore
{
    private const long MegaByte = 1024 * 1024;
    private const long Least = 23 * MegaByte;
    private const long MostPerContainer = 1000 * MegaByte;

    public string Name => PluginNames.ImageLocality;

    /// <summary>How many nodes have an image is no matter of one row.</summary>
    public bool IsLocalScore => false;

    public Normalization Normalization => Normalization.None;

    public object? CompileScore(PodInfo pod, ClusterModel cluster)
    {
        List<IReadOnlyDictionary<int, long>>? found = null;
        foreach (var image in pod.Shape.Images)
            if (cluster.Nodes.ImageSizes(image) is { } sizes) (found ??= []).Add(sizes);
        return found is null ? null : new Located(found, pod.Shape.ContainerCount, cluster.Nodes.NodeCount);
    }

    public void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals)
    {
        var located = (Located)compiled;
        foreach (var row in located.Images.SelectMany(static sizes => sizes.Keys).Distinct())
            if (row < totals.Length) totals[row] += weight * ScoreRow(located, nodes, row);
    }

    public int ScoreRow(object compiled, NodeColumns nodes, int row)
    {
        var located = (Located)compiled;
        var sum = 0L;
        foreach (var sizes in located.Images)
            if (sizes.TryGetValue(row, out var size)) sum += (long)(size * ((double)sizes.Count / located.Nodes));
        var most = MostPerContainer * located.Containers;
        return (int)(100 * (Math.Clamp(sum, Least, most) - Least) / (most - Least));
    }

    private sealed record Located(List<IReadOnlyDictionary<int, long>> Images, int Containers, int Nodes);
}
