using Kube.Api.Authorization;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>Ports of a pod.</summary>
internal sealed class PodPortForwardConnector(IKubeClient client, NodeLocator nodes, IAuthorizer authorizer) : PodStreamConnector(client, nodes, authorizer)
{
    public override string Subresource => "portforward";

    protected override string Path(V1Pod pod, ConnectRequest request) => $"/portForward/{pod.Metadata.Namespace}/{pod.Metadata.Name}";

    protected override IEnumerable<KeyValuePair<string, string>> Query(ConnectRequest request)
    {
        var ports = request.All("ports").SelectMany(text => text.Split(',')).ToList();
        foreach (var port in ports)
        {
            if (!int.TryParse(port, System.Globalization.CultureInfo.InvariantCulture, out _))
                throw new BadRequestException($"strconv.ParseInt: parsing \"{port}\": invalid syntax");
        }

        return ports.Count == 0 ? [] : [new("port", string.Join(',', ports))];
    }
}
