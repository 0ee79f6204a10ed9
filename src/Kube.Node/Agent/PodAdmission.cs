using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Whether the node takes a pod that was bound to it (upstream's <c>pkg/kubelet/lifecycle/predicate.go</c>, 1.36).</summary>
internal sealed class PodAdmission(CurrentNode node, INodeEvents events)
{
    private Func<IEnumerable<V1Pod>> _others = static () => [];

    /// <summary>Says how to find the pods that hold the node's resources.</summary>
    public void Watch(Func<IEnumerable<V1Pod>> others) => _others = others;

    /// <returns>Null when it is taken.</returns>
    public PodVerdict? Refuse(V1Pod pod)
    {
        var others = _others().Where(other => other.Metadata.Uid != pod.Metadata.Uid).ToList();
        if (AdmissionRules.Check(pod, others, node.Facts) is not { } refusal) return null;
        Tell(pod, refusal);
        return refusal with { Message = $"Pod was rejected: {refusal.Message}" };
    }

    public void Tell(V1Pod pod, PodVerdict verdict) => events.Pod(
        pod, verdict.Reason == EventReasons.DeadlineExceeded ? NodeEventsExtensions.Normal : NodeEventsExtensions.Warning, verdict.Reason, verdict.Message);
}
