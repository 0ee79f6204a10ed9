using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Kubernetes.Core.Services;

/// <summary>Where <c>services/proxy</c> leads: to one of the service's ready pods, whichever chance picks.</summary>
internal sealed class ServiceProxyConnector(IKubeClient client, IRandomSource random) : ISubresourceConnector
{
    public GroupVersionResource Resource { get; } = new("", "v1", "services");

    public string Subresource => "proxy";

    public async ValueTask<ConnectTarget> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        var id = request.Info.Name;
        if (!ConnectLocation.TrySplit(id, out var scheme, out var name, out var port)) throw new BadRequestException($"invalid service request \"{id}\"");
        var ns = request.Info.Namespace;
        var portName = await PortNameAsync(new ObjectKey(ns, name), port, cancellationToken);
        var endpoints = await FindAsync(new ObjectKey(ns, name), cancellationToken);
        if (endpoints.Subsets is not { Count: > 0 } subsets) throw new ServiceUnavailableException($"no endpoints available for service \"{name}\"");

        // Chance picks where the search begins, and the first that will do is taken.
        var start = Next(subsets.Count);
        for (var i = 0; i < subsets.Count; i++)
        {
            var subset = subsets[(start + i) % subsets.Count];
            if (subset.Ports?.Find(found => (found.Name ?? "") == portName) is not { } target) continue;
            if (await PickAsync(ns, subset.Addresses ?? [], cancellationToken) is not { } address) continue;
            return new()
            {
                Kind = ConnectKind.Proxy,
                Location = ConnectLocation.Make(scheme, address, ConnectLocation.Text(target.Port), request.Path),
                Flushes = true,
            };
        }

        throw new ServiceUnavailableException($"no endpoints available for service \"{id}\"");
    }

    private int Next(int bound)
    {
        Span<byte> chance = stackalloc byte[4];
        random.Fill(chance);
        return (int)(BinaryPrimitives.ReadUInt32LittleEndian(chance) % (uint)bound);
    }

    // A number is a port of the service; the endpoints know ports by name.
    private async ValueTask<string> PortNameAsync(ObjectKey service, string port, CancellationToken cancellationToken)
    {
        if (!int.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return port;
        var found = await client.For<V1Service>().GetAsync(service, cancellationToken);
        return found.Spec.Ports?.Find(candidate => candidate.Port == number) is { } match
            ? match.Name ?? ""
            : throw new ServiceUnavailableException($"no service port {number} found for service \"{service.Name}\"");
    }

    private async ValueTask<V1Endpoints> FindAsync(ObjectKey service, CancellationToken cancellationToken)
    {
        try
        {
            return await client.For<V1Endpoints>().GetAsync(service, cancellationToken);
        }
        catch (NotFoundException)
        {
            throw new NotFoundException(Resource, service.Name);
        }
    }

    private async ValueTask<string?> PickAsync(string ns, List<V1EndpointAddress> addresses, CancellationToken cancellationToken)
    {
        var start = addresses.Count == 0 ? 0 : Next(addresses.Count);
        for (var i = 0; i < addresses.Count; i++)
        {
            var candidate = addresses[(start + i) % addresses.Count];
            if (await IsPodsAsync(ns, candidate, cancellationToken)) return candidate.Ip;
        }

        return null;
    }

    // Whoever may write endpoints could otherwise have this server connect to anything.
    private async ValueTask<bool> IsPodsAsync(string ns, V1EndpointAddress address, CancellationToken cancellationToken)
    {
        if (address.TargetRef is not { } target || target.Namespace != ns || string.IsNullOrEmpty(target.Name)) return false;
        if (!IPAddress.TryParse(address.Ip, out var parsed) || !ProxyAddresses.IsAllowed(parsed)) return false;
        try
        {
            var pod = await client.For<V1Pod>().GetAsync(new ObjectKey(ns, target.Name), cancellationToken);
            return pod.Status?.PodIPs?.Exists(own => own.Ip == address.Ip) == true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }
}
