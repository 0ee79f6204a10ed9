using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication.Certificates;
using Kube.Node.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

/// <summary>What the endpoint shows to its clients, and whose clients it believes.</summary>
internal sealed class EndpointCertificates : IDisposable
{
    private readonly CertificateAuthority? _own;

    public EndpointCertificates(IOptions<NodeEndpointOptions> options, IOptions<NodeOptions> node, TimeProvider time, IEnumerable<ClusterCertificates> clusters)
    {
        var endpoint = options.Value;
        var cluster = clusters.FirstOrDefault();
        if (endpoint.ClientCAFile.Length > 0) ClientAuthorities.ImportFromPemFile(endpoint.ClientCAFile);
        else if (cluster is not null) ClientAuthorities.Add(cluster.Authority.Certificate);

        if (endpoint.TlsCertFile.Length > 0)
        {
            Server = X509Certificate2.CreateFromPemFile(endpoint.TlsCertFile, endpoint.TlsPrivateKeyFile is { Length: > 0 } key ? key : null);
            return;
        }

        var name = node.Value.NodeName;
        if (cluster is null) _own = CertificateAuthority.Create(name + "-ca", time);
        Server = (cluster?.Authority ?? _own!).IssueServer("system:node:" + name, [name, "localhost"], Addresses(endpoint));
    }

    /// <summary>The serving certificate, with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Authorities of trusted client certificates.</summary>
    public X509Certificate2Collection ClientAuthorities { get; } = [];

    public void Dispose()
    {
        Server.Dispose();
        _own?.Dispose();
    }

    private static IPAddress[] Addresses(NodeEndpointOptions endpoint)
    {
        var isAny = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);
        IEnumerable<IPAddress> own = isAny
            ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(address => address.Address)
            : [endpoint.Address];
        // A link-local address is good for nothing without its interface, which a certificate cannot name.
        return [.. own.Where(address => !address.IsIPv6LinkLocal).Append(IPAddress.Loopback).Concat(endpoint.CertificateAddresses).Distinct()];
    }
}
