using System.Collections.Immutable;

namespace Kube.Scheduling.Framework;

/// <summary>What every plugin that rejects must state: which events could change its mind. A rejected pod sleeps until one of them comes, at most 5 minutes.
/// A plugin that does not state them is woken by everything.</summary>
public interface IRequeueHints : ISchedulingPlugin
{
    /// <summary>The events. Constant.</summary>
    ImmutableArray<ClusterEvent> WakesOn { get; }
}
