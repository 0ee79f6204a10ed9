using Kube.Api.Models;
using Kube.Node.Agent;

namespace Kube.Node.Status;

/// <summary>The phase that follows from the states of a pod's containers (upstream's <c>getPhase</c>, 1.36). Pure.</summary>
internal static class PodPhase
{
    /// <param name="pod">The pod.</param>
    /// <param name="status">With the statuses of containers.</param>
    /// <param name="isTerminal">Nothing will be started again.</param>
    /// <param name="wasInitialized">The pod was initialized before.</param>
    public static string Of(V1Pod pod, V1PodStatus status, bool isTerminal, bool wasInitialized)
    {
        var inits = CountInits(pod, status);
        if (inits.FailedForGood) return "Failed";
        var counts = CountContainers(pod, status);
        if ((inits.PendingRegular > 0 || inits.PendingSidecars > 0) && !wasInitialized && counts.Running + counts.Stopped == 0) return "Pending";
        if (counts.Waiting > 0) return "Pending";
        if (counts.Running > 0 && counts.Unknown == 0) return "Running";
        if (counts.Stopped == 0 || counts.Unknown > 0) return "Pending";
        if (!isTerminal && counts.Restarting > 0) return "Running";
        return counts.Succeeded == counts.Stopped ? "Succeeded" : "Failed";
    }

    private static (int PendingRegular, int PendingSidecars, bool FailedForGood) CountInits(V1Pod pod, V1PodStatus status)
    {
        var (regular, sidecars, failed) = (0, 0, false);
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            var state = status.InitContainerStatuses?.Find(s => s.Name == container.Name);
            if (PodFacts.IsSidecar(container))
            {
                if (state?.State.Running is not null ? state.Started != true : state?.State.Terminated is null && state?.LastState.Terminated is null) sidecars++;
                continue;
            }

            var ended = state?.State.Terminated ?? (state?.State.Waiting is not null ? state.LastState.Terminated : null);
            if (ended is null) regular++;
            else if (ended.ExitCode != 0)
            {
                failed |= !Restarts(pod.Spec, container, ended.ExitCode);
                regular++;
            }
        }

        return (regular, sidecars, failed);
    }

    private static bool Restarts(V1PodSpec spec, V1Container init, int exitCode) =>
        init.RestartPolicy is { Length: > 0 } ? PodFacts.RestartsAfter(spec, init, exitCode) : PodFacts.RestartsOnFailure(spec);

    private static Counts CountContainers(V1Pod pod, V1PodStatus status)
    {
        var counts = new Counts();
        foreach (var container in pod.Spec.Containers)
        {
            var state = status.ContainerStatuses?.Find(s => s.Name == container.Name);
            if (state is null) counts.Unknown++;
            else if (state.State.Running is not null) counts.Running++;
            else if (state.State.Terminated is { } ended)
            {
                counts.Stopped++;
                if (ended.ExitCode == 0) counts.Succeeded++;
                if (PodFacts.RestartsAfter(pod.Spec, container, ended.ExitCode)) counts.Restarting++;
            }
            else if (state.LastState.Terminated is not null)
            {
                counts.Stopped++;
                counts.Restarting++;
            }
            else counts.Waiting++;
        }

        return counts;
    }

    private struct Counts
    {
        public int Unknown;
        public int Running;
        public int Waiting;
        public int Stopped;
        public int Succeeded;
        public int Restarting;
    }
}
