using Kube.Scheduling.Framework;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Cycle;

/// <summary>A built-in filter: it judges all nodes at once, over columns.</summary>
/// <remarks><see cref="FilterAll"/>, <see cref="Admits"/> and <see cref="Explain"/> agree on every row; a property test holds them to it.</remarks>
internal interface IColumnFilter : ISchedulingPlugin
{
    /// <summary>A row's verdict depends on that row alone, so that it holds until the row changes, for every pod of the shape.</summary>
    bool IsLocal { get; }

    /// <summary>A row's verdict may change when pods come to the row or leave it.</summary>
    bool LooksAtPods { get; }

    /// <summary>Works out what the filter needs to know of a pod; of a shape, when the filter is local.</summary>
    /// <returns>Null when no node would be rejected.</returns>
    object? CompileFilter(PodInfo pod, ClusterModel cluster);

    /// <summary>Clears the bits of the rows that cannot take the pod.</summary>
    void FilterAll(object compiled, NodeColumns nodes, Span<ulong> feasible);

    bool Admits(object compiled, NodeColumns nodes, int row);

    /// <summary>The verdict with its reasons; slow.</summary>
    Verdict Explain(object compiled, NodeColumns nodes, int row);
}
