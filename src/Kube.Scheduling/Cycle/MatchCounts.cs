using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>Counts of pods that someone asked about, such as those of a selector; counted once, kept current by every pod that comes or leaves.</summary>
internal sealed class MatchCounts(ClusterModel cluster) : IPlacementObserver
{
    private const int Kept = 128;

    private readonly Dictionary<string, MatchCount> _byKey = [];

    /// <summary>The count of a kind of pods.</summary>
    /// <param name="key">The same key always means the same kind.</param>
    /// <param name="matches">Whether a pod is of the kind; pure.</param>
    public MatchCount Of(string key, Func<PodInfo, bool> matches)
    {
        if (_byKey.TryGetValue(key, out var count)) return count;
        if (_byKey.Count >= Kept) _byKey.Clear();
        count = new(matches);
        for (var row = 0; row < cluster.Nodes.RowCount; row++)
        {
            foreach (var placed in cluster.Nodes.PodsOf(row))
                if (matches(placed.Pod)) count.Add(row, 1);
        }

        _byKey.Add(key, count);
        return count;
    }

    /// <summary>What pods match may have changed with the labels of a namespace.</summary>
    public void Forget() => _byKey.Clear();

    public void Added(PlacedPod placed)
    {
        foreach (var count in _byKey.Values)
            if (count.Matches(placed.Pod)) count.Add(placed.Row, 1);
    }

    public void Removed(PlacedPod placed)
    {
        foreach (var count in _byKey.Values)
            if (count.Matches(placed.Pod)) count.Add(placed.Row, -1);
    }
}
