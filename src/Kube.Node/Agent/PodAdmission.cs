using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Whether the node takes a pod that was bound to it (upstream's <c>pkg/kubelet/lifecycle/predicate.go</c>, 1.36).</summary>
internal sealed class PodAdmission(CurrentNode node, NodeLedger ledger, INodeEvents events)
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
        return ledger.Take(pod, held => AdmissionRules.Check(pod, held, node.Facts)) is { } refusal ? Refused(pod, refusal) : null;
    }

    /// <summary>Takes a pod that runs already: it was admitted before the agent's restart.</summary>
    public void Hold(V1Pod pod) => ledger.Take(pod, static _ => null);

    /// <summary>Gives back what a pod holds.</summary>
    public void Release(V1Pod pod) => ledger.Release(pod.Metadata.Uid!);

    public void Tell(V1Pod pod, PodVerdict verdict) => events.Pod(
        pod, verdict.Reason == EventReasons.DeadlineExceeded ? NodeEventsExtensions.Normal : NodeEventsExtensions.Warning, verdict.Reason, verdict.Message);

    private PodVerdict Refused(V1Pod pod, PodVerdict refusal)
    {
        Tell(pod, refusal);
        return refusal with { Message = $"Pod was rejected: {refusal.Message}" };
    }
}
