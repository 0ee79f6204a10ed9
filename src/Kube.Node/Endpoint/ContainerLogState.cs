using Kube.Api.Models;

namespace Kube.Node.Endpoint;

/// <summary>Which run of a container has the log that is asked for, or why there is none, in the kubelet's words (<c>validateContainerLogStatus</c>).</summary>
internal static class ContainerLogState
{
    /// <returns>The refusal; null when the log's container was found.</returns>
    public static string? Find(V1Pod pod, string container, bool previous, out string containerId)
    {
        containerId = "";
        var status = Find(pod.Status?.ContainerStatuses, container) ?? Find(pod.Status?.InitContainerStatuses, container)
            ?? Find(pod.Status?.EphemeralContainerStatuses, container);
        var named = $"container \"{container}\" in pod \"{pod.Metadata.Name}\"";
        if (status is null) return $"{named} is not available";
        var last = IdOf(status.LastState?.Terminated?.ContainerID);
        if (previous) return Take(last, $"previous terminated {named} not found", out containerId);
        var state = status.State;
        if (state?.Running is not null) return Take(IdOf(status.ContainerID), $"{named} is not available", out containerId);
        // When the next run did not begin, the log is the last run's.
        if (state?.Terminated is { } terminated) return Take(IdOf(terminated.ContainerID) ?? last, $"{named} is terminated", out containerId);
        if (status.LastState?.Terminated is not null) return Take(last, $"{named} is terminated", out containerId);
        return state?.Waiting is { } waiting
            ? waiting.Reason switch
            {
                "ErrImagePull" => $"{named} is waiting to start: image can't be pulled",
                "ImagePullBackOff" => $"{named} is waiting to start: trying and failing to pull image",
                var reason => $"{named} is waiting to start: {reason}",
            }
            : $"{named} is waiting to start - no logs yet";
    }

    private static V1ContainerStatus? Find(List<V1ContainerStatus>? statuses, string container) => statuses?.Find(status => status.Name == container);

    private static string? Take(string? id, string refusal, out string containerId)
    {
        containerId = id ?? "";
        return id is null ? refusal : null;
    }

    // The wire's ids name their runtime: containerd://….
    private static string? IdOf(string? id)
    {
        if (string.IsNullOrEmpty(id)) return null;
        var scheme = id.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? id : id[(scheme + 3)..];
    }
}
