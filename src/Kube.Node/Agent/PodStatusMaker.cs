using Kube.Api.Models;
using Kube.Node.Probes;
using Kube.Node.Runtime;
using Kube.Node.StaticPods;
using Kube.Node.Status;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>Makes a pod's status of what is observed, and has it sent.</summary>
internal sealed class PodStatusMaker(IPodStatuses statuses, ProbeResults probes, TerminationMessages messages, Func<V1Pod, V1Pod?> mirrorOf, CurrentNode node, TimeProvider time)
{
    public void Publish(PodSession session, PodObservation observed, bool isTerminal)
    {
        session.HostAddresses = node.Facts.Addresses;
        var made = PodStatusBuilder.Build(new()
        {
            Pod = session.Pod,
            Previous = session.Status ?? session.Pod.Status,
            Observed = observed,
            Probes = probes,
            Now = time.GetUtcNow(),
            StartFailures = session.StartFailures,
            HostAddresses = node.Facts.Addresses,
            RuntimeName = node.Facts.RuntimeName,
            IsTerminal = isTerminal,
            Verdict = session.Verdict,
            ResizePending = session.ResizePending,
            ResizeInProgress = session.ResizeInProgress,
            TerminationMessage = messages.Of,
        });
        // The one that was sent stays, not a second one that says the same.
        if (session.Status is not { } last || !last.SemanticEquals(made)) session.Status = made;
        if (session.IsOrphan || session.IsGone) return;
        // A static pod is shown by its mirror, as soon as there is one.
        if (!StaticPodMarks.IsStatic(session.Pod)) statuses.Set(session.Pod, session.Status);
        else if (mirrorOf(session.Pod) is { } mirror) statuses.Set(mirror, session.Status);
    }

    public void Delete(PodSession session)
    {
        if (!session.IsOrphan && !session.IsGone && !StaticPodMarks.IsStatic(session.Pod)) statuses.Delete(session.Pod);
    }

    public void Forget(string podUid) => statuses.Forget(podUid);
}
