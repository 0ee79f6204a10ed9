using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Snapshot;

/// <summary>A pod that is on a node, or on its way to one.</summary>
internal sealed class PlacedPod(PodInfo pod, int row)
{
    public PodInfo Pod { get; set; } = pod;

    public int Row { get; set; } = row;

    /// <summary>Its place in the row's list.</summary>
    public int Index { get; set; }

    /// <summary>The scheduler chose the node; the server has not said so yet.</summary>
    public bool IsAssumed { get; set; }

    /// <summary>Since when the binding has been written and waits to be seen; null: it is still being written.</summary>
    public DateTimeOffset? BoundAt { get; set; }
}
