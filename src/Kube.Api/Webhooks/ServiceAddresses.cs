using System.Buffers.Binary;
using System.Net;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Webhooks;

/// <summary>Services by their endpoints: this server may run where no service proxy does.</summary>
internal sealed class ServiceAddresses(IKubeClient client, IRandomSource random) : IServiceAddresses
{
    public async ValueTask<EndPoint> FindAsync(string ns, string service, int port, CancellationToken cancellationToken)
    {
        var known = await GetAsync(ns, service, cancellationToken);
        if (known.Spec is { Type: "ExternalName", ExternalName: { Length: > 0 } external }) return new DnsEndPoint(external, port);
        var name = known.Spec.Ports?.Find(candidate => candidate.Port == port) is { } match
            ? match.Name ?? ""
            : throw new ServiceUnavailableException($"no service port {port} found for service \"{service}\"");
        var found = new List<IPEndPoint>();
        var slices = await client.For<V1EndpointSlice>().ListAsync(ns, new ListOptions { LabelSelector = $"kubernetes.io/service-name={service}" }, cancellationToken);
        foreach (var slice in slices.Items)
        {
            if (slice.Ports?.Find(candidate => (candidate.Name ?? "") == name)?.Port is not { } target) continue;
            foreach (var endpoint in slice.Endpoints ?? [])
            {
                if (endpoint.Conditions?.Ready == false) continue;
                foreach (var address in endpoint.Addresses ?? [])
                    if (IPAddress.TryParse(address, out var ip)) found.Add(new IPEndPoint(ip, target));
            }
        }

        if (found.Count == 0) throw new ServiceUnavailableException($"no endpoints available for service \"{service}\"");
        Span<byte> chance = stackalloc byte[4];
        random.Fill(chance);
        return found[(int)(BinaryPrimitives.ReadUInt32LittleEndian(chance) % (uint)found.Count)];
    }

    private async ValueTask<V1Service> GetAsync(string ns, string service, CancellationToken cancellationToken)
    {
        try
        {
            return await client.For<V1Service>().GetAsync(new ObjectKey(ns, service), cancellationToken);
        }
        catch (NotFoundException)
        {
            throw new ServiceUnavailableException($"service \"{service}\" not found");
        }
    }
}
