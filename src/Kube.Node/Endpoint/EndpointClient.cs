using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Node.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

/// <summary>The endpoint's own way to the API server, as the node that it belongs to.</summary>
internal sealed class EndpointClient(IKubeClientFactory clients, IOptions<NodeOptions> node)
{
    /// <summary>Asks about users and their rights.</summary>
    public IKubeClient Reviews { get; } =
        clients.Create(new UserInfo(UserNames.NodePrefix + node.Value.NodeName, groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]), "kubelet");
}
