using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Models;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Core.Nodes;

/// <summary>Finds a node's own endpoint by what its status says.</summary>
internal sealed class NodeLocator(IKubeClient client, IOptions<NodeConnectionOptions> options)
{
    /// <summary>Host and port of the node's endpoint.</summary>
    /// <exception cref="NotFoundException">There is no such node.</exception>
    /// <exception cref="UnclassifiedException">It has no address yet.</exception>
    public async ValueTask<(string Host, string Port)> FindAsync(string node, CancellationToken cancellationToken)
    {
        var found = await client.For<V1Node>().GetAsync(new ObjectKey(node), cancellationToken);
        var addresses = found.Status?.Addresses ?? [];
        foreach (var type in options.Value.PreferredAddressTypes)
        {
            if (addresses.Find(address => address.Type == type) is { Address.Length: > 0 } address)
                return (address.Address, ConnectLocation.Text(PortOf(found)));
        }

        var known = string.Join(' ', addresses.Select(address => $"{{{address.Type} {address.Address}}}"));
        throw new UnclassifiedException($"no preferred addresses found; known addresses: [{known}]");
    }

    private int PortOf(V1Node node) => node.Status?.DaemonEndpoints?.KubeletEndpoint?.Port is { } port and > 0 ? port : options.Value.DefaultPort;
}
