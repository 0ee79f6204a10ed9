using System.Net;
using Kube.Api.Catalog;
using Kube.Api.Connect;
using Kube.Api.Errors;

namespace Kube.Api.Kubernetes.Core.Nodes;

/// <summary>Where <c>nodes/proxy</c> leads: to the node's own endpoint, or to another port of the node.</summary>
internal sealed class NodeProxyConnector(NodeLocator nodes) : ISubresourceConnector
{
    public GroupVersionResource Resource { get; } = new("", "v1", "nodes");

    public string Subresource => "proxy";

    public async ValueTask<ConnectTarget> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (!ConnectLocation.TrySplit(request.Info.Name, out var scheme, out var name, out var port))
            throw new BadRequestException($"invalid node request \"{request.Info.Name}\"");
        var (host, ownPort) = await nodes.FindAsync(name, cancellationToken);
        if (port.Length == 0 || port == ownPort)
            return new() { Kind = ConnectKind.Proxy, Location = ConnectLocation.Make("https", host, ownPort, request.Path), IsNode = true, Flushes = true };

        // Only the node's own endpoint may be reached where this server itself might be meant.
        if (IPAddress.TryParse(host, out var address) && !ProxyAddresses.IsAllowed(address)) throw new BadRequestException("address not allowed");
        return new() { Kind = ConnectKind.Proxy, Location = ConnectLocation.Make(scheme, host, port, request.Path), Flushes = true };
    }
}
