using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Framework;

/// <summary>The cluster as one attempt sees it. Valid during the call that it was passed to; it does not change meanwhile.</summary>
public sealed class ClusterView
{
    private readonly NodeColumns _nodes;

    internal ClusterView(NodeColumns nodes) => _nodes = nodes;

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _nodes.NodeCount;

    /// <summary>The nodes, in no particular order.</summary>
    public IEnumerable<NodeView> Nodes
    {
        get
        {
            for (var row = 0; row < _nodes.RowCount; row++)
                if (_nodes.IsNode(row)) yield return new NodeView(_nodes, row);
        }
    }

    /// <summary>Finds a node.</summary>
    public bool TryGet(string name, out NodeView node)
    {
        var found = _nodes.TryFindRow(name, out var row) && _nodes.IsNode(row);
        node = found ? new NodeView(_nodes, row) : default;
        return found;
    }
}
