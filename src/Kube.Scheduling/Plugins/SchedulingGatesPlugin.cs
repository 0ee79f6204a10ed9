using System.Collections.Immutable;
using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Plugins;

internal sealed class SchedulingGatesPlugin : IPreEnqueuePlugin, IRequeueHints
{
    public string Name => PluginNames.SchedulingGates;

    public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.PodGatesEliminated];

    public Verdict PreEnqueue(PodInfo pod) =>
        pod.Pod.Spec?.SchedulingGates is { Count: > 0 } ? Verdict.RejectedForGood(Reasons.Gated) : Verdict.Feasible;
}
