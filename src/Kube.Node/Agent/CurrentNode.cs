namespace Kube.Node.Agent;

/// <summary>The node as it is now. Written by the node's registration, read by anyone.</summary>
internal sealed class CurrentNode(NodeFacts facts)
{
    private volatile NodeFacts _facts = facts;

    public NodeFacts Facts
    {
        get => _facts;
        set => _facts = value;
    }
}
