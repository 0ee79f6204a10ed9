using Kube.Api.Models;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Framework;

/// <summary>One node, as a plugin of one's own sees it. Valid during the call that it was passed to.</summary>
public readonly struct NodeView
{
    private readonly NodeColumns _nodes;

    internal NodeView(NodeColumns nodes, int row)
    {
        _nodes = nodes;
        Row = row;
    }

    /// <summary>The node's name.</summary>
    public string Name => _nodes.NameOf(Row);

    /// <summary>The node; shared, read-only.</summary>
    public V1Node Node => _nodes.NodeAt(Row)!;

    /// <summary>Whether it is cordoned.</summary>
    public bool Unschedulable => _nodes.IsUnschedulable(Row);

    /// <summary>How many pods are on it, those included that are on their way.</summary>
    public int PodCount => _nodes.PodsOf(Row).Count;

    /// <summary>The pods on it, those included that are on their way.</summary>
    public IEnumerable<PodInfo> Pods => _nodes.PodsOf(Row).Select(static placed => placed.Pod);

    internal int Row { get; }

    /// <summary>The value of a label; null when the node does not have it.</summary>
    public string? Label(string key) => Node.Metadata.Labels?.GetValueOrDefault(key);

    /// <summary>How much it has to give: thousandths for <c>cpu</c>, else units.</summary>
    public long Allocatable(string resource) => _nodes.Resources.TryFind(resource, out var column) ? (long)column.Allocatable[Row] : 0;

    /// <summary>How much its pods requested: thousandths for <c>cpu</c>, else units.</summary>
    public long Requested(string resource) => _nodes.Resources.TryFind(resource, out var column) ? (long)column.Requested[Row] : 0;
}
