using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>Where <c>pods/exec</c>, <c>pods/attach</c> and <c>pods/portforward</c> lead: to the pod's node, with the options in the node's names.</summary>
internal abstract class PodStreamConnector(IKubeClient client, NodeLocator nodes, IAuthorizer authorizer) : ISubresourceConnector
{
    public GroupVersionResource Resource { get; } = new("", "v1", "pods");

    public abstract string Subresource { get; }

    public async ValueTask<ConnectTarget> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        // A WebSocket begins with GET, but what it does is create: since 1.35 that right is asked for whatever the method was.
        await authorizer.EnsureAllowedAsync(request.Info with { Verb = Verbs.Create }, cancellationToken);
        var pod = await client.For<V1Pod>().GetAsync(new ObjectKey(request.Info.Namespace, request.Info.Name), cancellationToken);
        var path = Path(pod, request);
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) throw new BadRequestException($"pod {pod.Metadata.Name} does not have a host assigned");
        var (host, port) = await nodes.FindAsync(pod.Spec.NodeName, cancellationToken);
        return new() { Kind = ConnectKind.Upgrade, Location = ConnectLocation.Make("https", host, port, path, Query(request)), IsNode = true };
    }

    protected abstract string Path(V1Pod pod, ConnectRequest request);

    protected abstract IEnumerable<KeyValuePair<string, string>> Query(ConnectRequest request);

    /// <summary>What leads to a container: the one asked for, or the pod's only one.</summary>
    protected string ContainerPath(V1Pod pod, ConnectRequest request) =>
        $"/{Subresource}/{pod.Metadata.Namespace}/{pod.Metadata.Name}/{PodContainers.Choose(pod, request.Find("container") ?? "")}";

    /// <summary>The streams that a client wants, as nodes call them.</summary>
    protected static IEnumerable<KeyValuePair<string, string>> Streams(ConnectRequest request)
    {
        if (request.Flag("stdin")) yield return new("input", "1");
        if (request.Flag("stdout")) yield return new("output", "1");
        if (request.Flag("stderr")) yield return new("error", "1");
        if (request.Flag("tty")) yield return new("tty", "1");
    }
}
