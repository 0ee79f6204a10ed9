using System.Diagnostics.CodeAnalysis;
using Kube.Api.Models;
using Kube.Node.Runtime;
using Microsoft.AspNetCore.Http;

namespace Kube.Node.Endpoint;

/// <summary>Finds what a path names in the runtime, by the labels that the agent puts on everything.</summary>
internal static class EndpointContainers
{
    public const string PodUid = "io.kubernetes.pod.uid";
    public const string ContainerName = "io.kubernetes.container.name";

    /// <summary>The pod of a route; null after answering 404.</summary>
    public static async ValueTask<V1Pod?> FindPodAsync(HttpContext http, IEndpointNode node, EndpointRoute route)
    {
        if (route.Pod is { } key && node.TryGetPod(key, out var pod) && (route.Uid.Length == 0 || pod.Metadata.Uid == route.Uid)) return pod;
        await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, "pod does not exist");
        return null;
    }

    /// <summary>The newest container of that name, the running one first; null when there is none.</summary>
    public static async ValueTask<string?> FindContainerAsync(IEndpointNode node, V1Pod pod, string container, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string> { [PodUid] = pod.Metadata.Uid ?? "", [ContainerName] = container };
        var found = await node.Runtime.Containers.ListAsync(new ContainerFilter { Labels = labels }, cancellationToken);
        return (found.FirstOrDefault(status => status.State == ContainerState.Running) ?? (found.Count > 0 ? found[0] : null))?.Id;
    }

    /// <summary>The pod's sandbox that is up; null when there is none.</summary>
    public static async ValueTask<string?> FindSandboxAsync(IEndpointNode node, V1Pod pod, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string> { [PodUid] = pod.Metadata.Uid ?? "" };
        var found = await node.Runtime.Sandboxes.ListAsync(new SandboxFilter { Labels = labels, State = SandboxState.Ready }, cancellationToken);
        return found.Count > 0 ? found[0].Id : null;
    }
}
