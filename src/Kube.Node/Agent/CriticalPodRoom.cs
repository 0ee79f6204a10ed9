using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>
/// Makes room for pods that the node cannot do without: others are ended, and the pod waits until they have stopped, or their time for it is over (upstream's
/// <c>CriticalPodAdmissionHandler</c>, 1.36). Safe for concurrent use.
/// </summary>
internal sealed class CriticalPodRoom(NodeLedger ledger, INodeEvents events, TimeProvider time)
{
    private const string Preempting = "Preempting";

    private static readonly TimeSpan s_leastWait = TimeSpan.FromSeconds(10);

    private static readonly PodVerdict s_verdict = new(Preempting, "Preempted in order to admit critical pod", "TerminationByKubelet")
    {
        DisruptionMessage = "Pod was preempted by Kubelet to accommodate a critical pod.",
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Wait> _waits = new(StringComparer.Ordinal);

    /// <summary>The node's pods. Set once, before the first of them.</summary>
    public IPodEnder? Others { get; set; }

    /// <summary>Ends other pods, so that a pod that is held already has what it asks for.</summary>
    /// <returns>Null when they go; else why there are none.</returns>
    public PodVerdict? Make(V1Pod pod, IReadOnlyList<Shortage> shortages)
    {
        if (shortages.Count == 0) return null;
        var held = (Others?.Active ?? []).Where(other => other.Metadata.Uid != pod.Metadata.Uid && ledger.Holds(other.Metadata.Uid!)).ToList();
        if (PreemptionChoice.Choose(pod, held, shortages) is not { } leaving)
        {
            var left = PreemptionChoice.Left(shortages.ToDictionary(shortage => shortage.Resource, shortage => shortage.Missing), [.. held.Where(other => PreemptionChoice.MayPreempt(pod, other))]);
            var lacking = string.Concat(shortages.Where(shortage => left.ContainsKey(shortage.Resource)).Select(shortage => shortage.Text(left[shortage.Resource])));
            return new("UnexpectedAdmissionError", "Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: "
                + $"no set of running pods found to reclaim resources: [{lacking}]");
        }

        var longest = leaving.Max(GraceOf);
        var wait = longest * 1.5;
        lock (_lock) _waits[pod.Metadata.Uid!] = new([.. leaving.Select(other => other.Metadata.Uid!)], time.GetUtcNow() + (wait > s_leastWait ? wait : s_leastWait));
        foreach (var other in leaving)
        {
            events.Pod(other, NodeEventsExtensions.Warning, s_verdict.Reason, s_verdict.Message);
            Others!.Evict(other.Metadata.Uid!, s_verdict, GraceOf(other));
            // It may have stopped by itself just before it was waited for.
            if (!ledger.Holds(other.Metadata.Uid!)) Left(other.Metadata.Uid!);
        }

        return null;
    }

    /// <summary>Until when a pod waits at most for others to leave; null when it does not.</summary>
    public DateTimeOffset? WaitOf(V1Pod pod)
    {
        lock (_lock)
        {
            if (!_waits.TryGetValue(pod.Metadata.Uid!, out var wait)) return null;
            if (wait.For.Count > 0 && time.GetUtcNow() < wait.Until) return wait.Until;
            _waits.Remove(pod.Metadata.Uid!);
            return null;
        }
    }

    /// <summary>A pod has stopped: who waited for it alone goes on.</summary>
    public void Left(string podUid)
    {
        var ready = new List<string>();
        lock (_lock)
        {
            _waits.Remove(podUid);
            foreach (var (uid, wait) in _waits)
                if (wait.For.Remove(podUid) && wait.For.Count == 0) ready.Add(uid);
        }

        foreach (var uid in ready) Others?.Wake(uid);
    }

    private static TimeSpan GraceOf(V1Pod pod) => TimeSpan.FromSeconds(pod.Spec.TerminationGracePeriodSeconds ?? 30);

    private sealed record Wait(HashSet<string> For, DateTimeOffset Until);
}
