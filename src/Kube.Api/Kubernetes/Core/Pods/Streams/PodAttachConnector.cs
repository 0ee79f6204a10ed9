using Kube.Api.Authorization;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>The streams of a container's own program.</summary>
internal sealed class PodAttachConnector(IKubeClient client, NodeLocator nodes, IAuthorizer authorizer) : PodStreamConnector(client, nodes, authorizer)
{
    public override string Subresource => "attach";

    protected override string Path(V1Pod pod, ConnectRequest request) => ContainerPath(pod, request);

    protected override IEnumerable<KeyValuePair<string, string>> Query(ConnectRequest request) => Streams(request);
}
