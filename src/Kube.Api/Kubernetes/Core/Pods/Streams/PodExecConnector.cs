using Kube.Api.Authorization;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>A command in a container.</summary>
internal sealed class PodExecConnector(IKubeClient client, NodeLocator nodes, IAuthorizer authorizer) : PodStreamConnector(client, nodes, authorizer)
{
    public override string Subresource => "exec";

    protected override string Path(V1Pod pod, ConnectRequest request) => ContainerPath(pod, request);

    protected override IEnumerable<KeyValuePair<string, string>> Query(ConnectRequest request) =>
        request.All("command").Select(word => new KeyValuePair<string, string>("command", word)).Concat(Streams(request));
}
