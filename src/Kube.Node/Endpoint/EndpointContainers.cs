using Kube.Api.Models;
using Kube.Node.Agent;
using Microsoft.AspNetCore.Http;

namespace Kube.Node.Endpoint;

/// <summary>Finds what a path names.</summary>
internal static class EndpointContainers
{
    /// <summary>The pod of a route; null after answering 404.</summary>
    public static async ValueTask<V1Pod?> FindPodAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        if (route.Pod is { } key && node.Pods.Find(key.Namespace, key.Name, route.Uid.Length == 0 ? null : route.Uid) is { } pod) return pod;
        await NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status404NotFound, "pod does not exist");
        return null;
    }

    /// <summary>The runtime's id of the newest container of that name; null when there is none.</summary>
    public static async ValueTask<string?> FindContainerAsync(NodeAgent node, V1Pod pod, string container, CancellationToken cancellationToken) =>
        (await node.Pods.FindContainerAsync(pod, container, cancellationToken))?.Id;

    /// <summary>The pod's sandbox that is up; null when there is none.</summary>
    public static async ValueTask<string?> FindSandboxAsync(NodeAgent node, V1Pod pod, CancellationToken cancellationToken) =>
        (await node.Pods.FindSandboxAsync(pod, cancellationToken))?.Id;
}
