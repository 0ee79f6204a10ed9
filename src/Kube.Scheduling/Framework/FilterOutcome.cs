namespace Kube.Scheduling.Framework;

/// <summary>Why no node can take a pod. Worked out node by node when asked for; valid during the call that it was passed to.</summary>
public abstract class FilterOutcome
{
    /// <summary>All nodes of the cluster.</summary>
    public abstract ClusterView Cluster { get; }

    /// <summary>The verdict on a node, of the first plugin that rejected it.</summary>
    public abstract Verdict Of(NodeView node);
}
