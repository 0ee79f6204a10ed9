using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>A built-in score: it ranks all nodes at once, over columns.</summary>
internal interface IColumnScore : ISchedulingPlugin
{
    Normalization Normalization { get; }

    /// <summary>A row's score depends on that row alone.</summary>
    bool IsLocalScore { get; }

    /// <summary>Works out what the score needs to know of a pod; of a shape, when the score is local.</summary>
    /// <returns>Null when every node would score the same.</returns>
    object? CompileScore(PodInfo pod, ClusterModel cluster);

    /// <summary>Adds each row's score, times a weight, to what is there. What it adds to rows that are not feasible does not matter.</summary>
    void AddScores(object compiled, NodeColumns nodes, ReadOnlySpan<ulong> feasible, int weight, Span<int> totals);

    int ScoreRow(object compiled, NodeColumns nodes, int row);
}
