using Kube.Api.Models;
using Kube.Node.Eviction;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Whether the node takes a pod that was bound to it (upstream's <c>pkg/kubelet/lifecycle/predicate.go</c>, 1.36).</summary>
internal sealed class PodAdmission(CurrentNode node, NodeLedger ledger, CriticalPodRoom room, INodeEvents events)
{
    private readonly List<Func<V1Pod, PodVerdict?>> _gates = [];

    /// <summary>Adds a reason of the node's own, asked first, to refuse pods: it is under pressure, or shuts down. Before the first pod.</summary>
    public void AddGate(Func<V1Pod, PodVerdict?> gate) => _gates.Add(gate);

    /// <summary>Takes a pod, which then holds what it asks for.</summary>
    /// <returns>Null when it is taken.</returns>
    public PodVerdict? Refuse(V1Pod pod)
    {
        foreach (var gate in _gates)
            if (gate(pod) is { } closed) return Refused(pod, closed);
        return (EvictionRanking.IsCritical(pod) ? RefuseCritical(pod) : ledger.Take(pod, held => AdmissionRules.Check(pod, held, node.Facts))) is { } refusal ? Refused(pod, refusal) : null;
    }

    /// <summary>Until when a pod that was taken waits at most for others to leave; null when it does not.</summary>
    public DateTimeOffset? WaitOf(V1Pod pod) => room.WaitOf(pod);

    /// <summary>Takes a pod that runs already: it was admitted before the agent's restart.</summary>
    public void Hold(V1Pod pod) => ledger.Take(pod, static _ => null);

    /// <summary>Gives back what a pod holds.</summary>
    public void Release(V1Pod pod)
    {
        ledger.Release(pod.Metadata.Uid!);
        room.Left(pod.Metadata.Uid!);
    }

    /// <summary>The other pods, of which some leave for one that the node cannot do without. Before the first pod.</summary>
    public void Know(IPodEnder others) => room.Others = others;

    public void Tell(V1Pod pod, PodVerdict verdict) => events.Pod(
        pod, verdict.Reason == EventReasons.DeadlineExceeded ? NodeEventsExtensions.Normal : NodeEventsExtensions.Warning, verdict.Reason, verdict.Message);

    /// <summary>It is held whether there is room or not: the room is its own before others see it.</summary>
    private PodVerdict? RefuseCritical(V1Pod pod)
    {
        IReadOnlyList<Shortage> shortages = [];
        var refusal = ledger.Take(pod, held =>
        {
            if (AdmissionRules.CheckAllButResources(pod, held, node.Facts) is { } wrong) return wrong;
            shortages = [.. AdmissionRules.Shortages(pod, held, node.Facts)];
            return null;
        }) ?? room.Make(pod, shortages);
        if (refusal is not null) ledger.Release(pod.Metadata.Uid!);
        return refusal;
    }

    private PodVerdict Refused(V1Pod pod, PodVerdict refusal)
    {
        Tell(pod, refusal);
        return refusal with { Message = $"Pod was rejected: {refusal.Message}" };
    }
}
