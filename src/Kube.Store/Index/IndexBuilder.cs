namespace Kube.Store.Index;

/// <summary>Builds a tree from slots that come in key order, as a checkpoint has them.</summary>
internal sealed class IndexBuilder
{
    private readonly List<IndexNode> _leaves = [];
    private IndexLeaf _last = new(0);

    public void Add(in IndexSlot slot)
    {
        if (_last.Count == IndexNode.Capacity)
        {
            _leaves.Add(_last);
            _last = new(0);
        }
        _last.Append(slot);
    }

    public KeyIndex Build()
    {
        if (_last.Count > 0)
            _leaves.Add(_last);
        var level = _leaves;
        while (level.Count > 1)
        {
            var above = new List<IndexNode>(level.Count / IndexNode.Capacity + 1);
            foreach (var node in level)
            {
                if (above.Count == 0 || above[^1].Count == IndexNode.Capacity)
                    above.Add(new IndexBranch(0));
                ((IndexBranch)above[^1]).Append(node);
            }
            level = above;
        }
        return new(level.Count == 0 ? null : level[0]);
    }
}
