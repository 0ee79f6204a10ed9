using Kube.Scheduling.Framework;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Binding;

/// <summary>A pod that found its node, on its way there.</summary>
internal sealed class PodBinding(QueuedPod queued, SchedulingProfile profile, CycleState state, string nodeName)
{
    private Dictionary<string, DateTimeOffset>? _held;

    public QueuedPod Queued { get; } = queued;

    /// <summary>As it was when the node was chosen.</summary>
    public PodInfo Pod { get; } = queued.Pod;

    public SchedulingProfile Profile { get; } = profile;

    public CycleState State { get; } = state;

    public string NodeName { get; } = nodeName;

    public PlacedPod? Placed { get; set; }

    public string? NominatedNode { get; set; }

    /// <summary>The Permit plugins that hold it, and until when; null: none does.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? Held => _held;

    public void Hold(string plugin, TimeSpan timeout, TimeProvider time)
    {
        var longest = TimeSpan.FromMinutes(15);
        (_held ??= [])[plugin] = time.GetUtcNow() + (timeout < longest ? timeout : longest);
    }
}
