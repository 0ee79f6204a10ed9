using Kube.Api.Models;

namespace Kube.Controllers.Pods;

/// <summary>What a pod's status says, in the words of the controllers.</summary>
internal static class PodStates
{
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
    public const string Running = "Running";
    public const string Pending = "Pending";
    public const string Unknown = "Unknown";

    /// <summary>Whether the pod has ended for good.</summary>
    public static bool IsFinished(V1Pod pod) => pod.Status.Phase is Succeeded or Failed;

    /// <summary>Whether the pod counts as one that runs or will.</summary>
    public static bool IsActive(V1Pod pod) => !IsFinished(pod) && pod.Metadata.DeletionTimestamp is null;

    /// <summary>Whether the pod is on its way out and has not ended yet.</summary>
    public static bool IsTerminating(V1Pod pod) => !IsFinished(pod) && pod.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether the pod reports itself ready.</summary>
    public static bool IsReady(V1Pod pod) => Condition(pod, "Ready")?.Status == "True";

    /// <summary>Whether the pod has been ready for a while.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="minReadySeconds">How long; 0: at once.</param>
    /// <param name="now">The time.</param>
    public static bool IsAvailable(V1Pod pod, int minReadySeconds, DateTimeOffset now) =>
        Condition(pod, "Ready") is { Status: "True" } ready
        && (minReadySeconds == 0 || (ready.LastTransitionTime is { } since && since.AddSeconds(minReadySeconds) <= now.UtcDateTime));

    /// <summary>Since when the pod is ready; null when it is not, or does not say.</summary>
    public static DateTime? ReadySince(V1Pod pod) => Condition(pod, "Ready") is { Status: "True" } ready ? ready.LastTransitionTime : null;

    /// <summary>How long until the next of some pods becomes available; null when none is on its way.</summary>
    public static TimeSpan? NextAvailability(IEnumerable<V1Pod> pods, int minReadySeconds, DateTimeOffset now)
    {
        if (minReadySeconds <= 0) return null;
        TimeSpan? next = null;
        foreach (var pod in pods)
        {
            if (ReadySince(pod) is not { } since || IsAvailable(pod, minReadySeconds, now)) continue;
            var wait = since.AddSeconds(minReadySeconds) - now.UtcDateTime;
            if (next is null || wait < next) next = wait;
        }

        return next;
    }

    /// <summary>A condition of the pod, if it reports it.</summary>
    public static V1PodCondition? Condition(V1Pod pod, string type)
    {
        foreach (var condition in pod.Status.Conditions ?? [])
            if (condition.Type == type) return condition;
        return null;
    }

    /// <summary>The most restarts of any of its containers; init containers count when they restart always.</summary>
    public static (int Regular, int Sidecar) Restarts(V1Pod pod)
    {
        var regular = 0;
        var sidecar = 0;
        foreach (var status in pod.Status.ContainerStatuses ?? []) regular = Math.Max(regular, status.RestartCount);
        foreach (var status in pod.Status.InitContainerStatuses ?? [])
            if (IsSidecar(pod, status.Name)) sidecar = Math.Max(sidecar, status.RestartCount);
        return (regular, sidecar);
    }

    private static bool IsSidecar(V1Pod pod, string container) =>
        pod.Spec.InitContainers?.Exists(c => c.Name == container && c.RestartPolicy == "Always") == true;
}
