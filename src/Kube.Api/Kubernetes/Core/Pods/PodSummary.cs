using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>A pod in a few words, by the rules of upstream's printer (<c>pkg/printers/internalversion</c>, 1.36).</summary>
/// <param name="Ready">Containers that are ready.</param>
/// <param name="Total">Containers that are meant to keep running.</param>
/// <param name="Reason">What the pod is up to.</param>
/// <param name="Restarts">How often its containers were restarted.</param>
/// <param name="LastRestart">When last, if that is known.</param>
internal sealed record PodSummary(int Ready, int Total, string Reason, int Restarts, DateTime? LastRestart)
{
    public static PodSummary Of(V1Pod pod)
    {
        var status = pod.Status ?? new V1PodStatus();
        var sidecars = (pod.Spec?.InitContainers).OrEmpty().Where(PodContainers.IsRestartableInit).Select(container => container.Name).ToHashSet();
        var reason = string.IsNullOrEmpty(status.Reason) ? status.Phase ?? "" : status.Reason;
        if (status.Conditions.OrEmpty().Exists(condition => condition is { Type: PodConditions.Scheduled, Reason: SchedulingGates.Reason }))
            reason = SchedulingGates.Reason;

        var total = (pod.Spec?.Containers).Count() + sidecars.Count;
        var summary = Initializing(pod, status, sidecars, new PodSummary(0, total, reason, 0, null), out var initializing);
        if (!initializing || status.Conditions.OrEmpty().Exists(condition => condition is { Type: PodConditions.Initialized, Status: "True" }))
            summary = Running(status, sidecars, summary);
        if (pod.Metadata.DeletionTimestamp is null) return summary;
        if (status.Reason == "NodeLost") return summary with { Reason = "Unknown" };
        return status.Phase is "Failed" or "Succeeded" ? summary : summary with { Reason = "Terminating" };
    }

    private static PodSummary Initializing(V1Pod pod, V1PodStatus status, HashSet<string> sidecars, PodSummary summary, out bool initializing)
    {
        initializing = false;
        for (var i = 0; i < status.InitContainerStatuses.Count(); i++)
        {
            var container = status.InitContainerStatuses![i];
            summary = summary.Restarted(container);
            var ended = container.State?.Terminated;
            if (ended is { ExitCode: 0 }) continue;
            if (sidecars.Contains(container.Name) && container.Started == true)
            {
                if (container.Ready) summary = summary with { Ready = summary.Ready + 1 };
                continue;
            }

            initializing = true;
            var waiting = container.State?.Waiting?.Reason;
            var what = ended is not null ? Ended(ended)
                : !string.IsNullOrEmpty(waiting) && waiting != "PodInitializing" ? waiting
                : $"{i}/{(pod.Spec?.InitContainers).Count()}";
            return summary with { Reason = "Init:" + what };
        }

        return summary;
    }

    /// <summary>Once the init containers are through, only sidecars and regular containers count.</summary>
    private static PodSummary Running(V1PodStatus status, HashSet<string> sidecars, PodSummary summary)
    {
        summary = summary with { Restarts = 0, LastRestart = null };
        foreach (var sidecar in status.InitContainerStatuses.OrEmpty().Where(container => sidecars.Contains(container.Name))) summary = summary.Restarted(sidecar);
        var running = false;
        foreach (var container in status.ContainerStatuses.OrEmpty().AsEnumerable().Reverse())
        {
            summary = summary.Restarted(container);
            if (!string.IsNullOrEmpty(container.State?.Waiting?.Reason))
            {
                summary = summary with { Reason = container.State.Waiting.Reason };
            }
            else if (container.State?.Terminated is { } ended)
            {
                summary = summary with { Reason = Ended(ended) };
            }
            else if (container.Ready && container.State?.Running is not null)
            {
                running = true;
                summary = summary with { Ready = summary.Ready + 1 };
            }
        }

        if (summary.Reason != "Completed" || !running) return summary;
        var ready = status.Conditions.OrEmpty().Exists(condition => condition is { Type: PodConditions.Ready, Status: "True" });
        return summary with { Reason = ready ? "Running" : "NotReady" };
    }

    private static string Ended(V1ContainerStateTerminated ended)
    {
        if (!string.IsNullOrEmpty(ended.Reason)) return ended.Reason;
        return (ended.Signal ?? 0) != 0 ? $"Signal:{ended.Signal}" : $"ExitCode:{ended.ExitCode}";
    }

    private PodSummary Restarted(V1ContainerStatus container)
    {
        var ended = container.LastState?.Terminated?.FinishedAt;
        return this with { Restarts = Restarts + container.RestartCount, LastRestart = ended > (LastRestart ?? DateTime.MinValue) ? ended : LastRestart };
    }
}
