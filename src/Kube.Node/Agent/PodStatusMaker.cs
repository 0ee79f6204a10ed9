using Kube.Node.Probes;
using Kube.Node.Runtime;
using Kube.Node.Status;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>Makes a pod's status of what is observed, and has it sent.</summary>
internal sealed class PodStatusMaker(IPodStatuses statuses, ProbeResults probes, TerminationMessages messages, CurrentNode node, TimeProvider time)
{
    public void Publish(PodSession session, PodObservation observed, bool isTerminal)
    {
        session.HostAddresses = node.Facts.Addresses;
        session.Status = PodStatusBuilder.Build(new()
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
        if (!session.IsOrphan && !session.IsGone) statuses.Set(session.Pod, session.Status);
    }

    public void Delete(PodSession session)
    {
        if (!session.IsOrphan && !session.IsGone) statuses.Delete(session.Pod);
    }

    public void Forget(string podUid) => statuses.Forget(podUid);
}
