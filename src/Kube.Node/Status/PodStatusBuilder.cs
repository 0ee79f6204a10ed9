using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;

namespace Kube.Node.Status;

/// <summary>Makes a pod's status (upstream's <c>generateAPIPodStatus</c>, 1.36). Pure.</summary>
internal static class PodStatusBuilder
{
    public static V1PodStatus Build(PodStatusInput input)
    {
        var pod = input.Pod;
        var previous = input.Previous;
        var containers = new ContainerStatusBuilder(input);
        var status = new V1PodStatus
        {
            ObservedGeneration = pod.Metadata.Generation,
            QosClass = pod.Status.QosClass,
            NominatedNodeName = pod.Status.NominatedNodeName,
            ResourceClaimStatuses = pod.Status.ResourceClaimStatuses,
            StartTime = previous.StartTime ?? input.Now.UtcDateTime,
            InitContainerStatuses = containers.InitContainers(),
            ContainerStatuses = containers.Containers(),
            EphemeralContainerStatuses = containers.EphemeralContainers(),
        };
        if (input.IsTerminal) MarkLost(status, previous);

        SetPhase(status, input);
        SetAddresses(status, input);
        PodConditions.Set(status, input);
        return status;
    }

    private static void SetPhase(V1PodStatus status, PodStatusInput input)
    {
        var (pod, previous) = (input.Pod, input.Previous);
        status.Phase = PodPhase.Of(pod, status, input.IsTerminal, WasInitialized(previous));
        // A terminal phase is never left again.
        if (PodFacts.IsTerminalPhase(previous.Phase)) status.Phase = previous.Phase;
        if (PodFacts.IsTerminal(pod)) status.Phase = pod.Status.Phase;
        if (input.IsTerminal && !PodFacts.IsTerminalPhase(status.Phase)) status.Phase = "Failed";

        if (status.Phase == previous.Phase)
        {
            status.Reason = previous.Reason ?? pod.Status.Reason;
            status.Message = previous.Message ?? pod.Status.Message;
        }

        if (input.Verdict is not { } verdict) return;
        status.Phase = "Failed";
        status.Reason = verdict.Reason;
        status.Message = verdict.Message;
    }

    private static void SetAddresses(V1PodStatus status, PodStatusInput input)
    {
        if (input.HostAddresses.Count > 0)
        {
            status.HostIP = input.HostAddresses[0];
            status.HostIPs = [.. input.HostAddresses.Select(address => new V1HostIP { Ip = address })];
        }

        IReadOnlyList<string> addresses = input.Observed.Sandbox is { State: SandboxState.Ready, Addresses: { Count: > 0 } own } ? own : [];
        if (addresses.Count == 0 && input.Pod.Spec.HostNetwork == true && input.Observed.Sandboxes.Count > 0) addresses = input.HostAddresses;
        // A pod that ended keeps showing the address that it had.
        if (addresses.Count == 0 && input.Previous.PodIPs is { Count: > 0 } last) addresses = [.. last.Select(ip => ip.Ip)];
        if (addresses.Count == 0) return;
        status.PodIP = addresses[0];
        status.PodIPs = [.. addresses.Select(address => new V1PodIP { Ip = address })];
    }

    /// <summary>Once a pod was initialized, a container without a trace counts as failed.</summary>
    private static void MarkLost(V1PodStatus status, V1PodStatus previous)
    {
        if (!WasInitialized(previous) && status.ContainerStatuses!.All(c => c.State.Running is null && c.State.Terminated is null)) return;
        foreach (var container in status.ContainerStatuses!)
        {
            if (container.State.Terminated is not null) continue;
            container.State = new()
            {
                Terminated = new() { ExitCode = 137, Reason = Reasons.ContainerStatusUnknown, Message = "The container could not be located when the pod was terminated" },
            };
            container.Ready = false;
            container.Started = false;
        }
    }

    private static bool WasInitialized(V1PodStatus previous) =>
        PodConditions.Find(previous.Conditions, PodConditions.Initialized) is { Status: "True" };
}
