using System.Net;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>Where <c>pods/proxy</c> leads: to the pod's address and the port named, else its first.</summary>
internal sealed class PodProxyConnector(IKubeClient client) : ISubresourceConnector
{
    public GroupVersionResource Resource { get; } = new("", "v1", "pods");

    public string Subresource => "proxy";

    public async ValueTask<ConnectTarget> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (!ConnectLocation.TrySplit(request.Info.Name, out var scheme, out var name, out var port))
            throw new BadRequestException($"invalid pod request \"{request.Info.Name}\"");
        var pod = await client.For<V1Pod>().GetAsync(new ObjectKey(request.Info.Namespace, name), cancellationToken);
        if (port.Length == 0)
        {
            var first = pod.Spec.Containers.SelectMany(container => container.Ports ?? []).FirstOrDefault();
            if (first is not null) port = ConnectLocation.Text(first.ContainerPort);
        }

        if (!IPAddress.TryParse(pod.Status?.PodIPs is [{ } primary, ..] ? primary.Ip : "", out var address) || !ProxyAddresses.IsAllowed(address))
            throw new BadRequestException("address not allowed");
        return new() { Kind = ConnectKind.Proxy, Location = ConnectLocation.Make(scheme, address.ToString(), port, request.Path), Flushes = true };
    }
}
