using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication.Certificates;
using Kube.Node.Hosting;
using Kube.Node.Identity;
using Kube.Shared.Net;
using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

/// <summary>What the endpoint shows to its clients, and whose clients it believes.</summary>
internal sealed class EndpointCertificates : IDisposable
{
    private readonly CertificateAuthority? _own;
    private readonly CertificateAuthority? _issuer;
    private readonly ConcurrentDictionary<IPAddress, X509Certificate2> _further = new();
    private readonly FrozenSet<IPAddress> _covered = [];
    private readonly X509Certificate2? _server;
    private readonly CertificateRotation? _rotated;
    private readonly string _name;

    public EndpointCertificates(IOptions<NodeEndpointOptions> options, IOptions<NodeOptions> node, TimeProvider time, IEnumerable<ClusterCertificates> clusters,
        IEnumerable<NodeCredentials> credentials)
    {
        var endpoint = options.Value;
        _name = node.Value.NodeName;
        var cluster = clusters.FirstOrDefault();
        if (endpoint.ClientCAFile.Length > 0) ClientAuthorities.ImportFromPemFile(endpoint.ClientCAFile);
        else if (cluster is not null) ClientAuthorities.Add(cluster.Authority.Certificate);
        else if (credentials.FirstOrDefault()?.Cluster.CertificateAuthorityPem is { } pem) ClientAuthorities.ImportFromPem(pem);

        if (endpoint.TlsCertFile.Length > 0)
        {
            _server = X509Certificate2.CreateFromPemFile(endpoint.TlsCertFile, endpoint.TlsPrivateKeyFile is { Length: > 0 } key ? key : null);
            return;
        }

        _rotated = credentials.FirstOrDefault()?.Serving;
        if (_rotated is not null) return;
        if (cluster is null) _own = CertificateAuthority.Create(_name + "-ca", time);
        _issuer = cluster?.Authority ?? _own!;
        var addresses = Addresses(endpoint);
        _covered = addresses.ToFrozenSet();
        _server = Issue(addresses);
    }

    /// <summary>Authorities of trusted client certificates.</summary>
    public X509Certificate2Collection ClientAuthorities { get; } = [];

    /// <summary>The certificate to show at an address: simulated nodes have loopback addresses of their own, of which there are too many for one certificate.
    /// Null while the cluster has not issued it: then handshakes fail, as upstream's do.</summary>
    public X509Certificate2? For(IPAddress? address)
    {
        if (_rotated is not null) return _rotated.Current;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        return address is null || !IPAddress.IsLoopback(address) || _issuer is null || _covered.Contains(address) ? _server : _further.GetOrAdd(address, own => Issue([own]));
    }

    private X509Certificate2 Issue(IPAddress[] addresses) => _issuer!.IssueServer("system:node:" + _name, [_name, "localhost"], addresses);

    public void Dispose()
    {
        foreach (var certificate in _further.Values) certificate.Dispose();
        _server?.Dispose();
        _own?.Dispose();
    }

    private static IPAddress[] Addresses(NodeEndpointOptions endpoint)
    {
        var isAny = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);
        IEnumerable<IPAddress> own = isAny
            ? HostLinks.Addresses()
            : [endpoint.Address];
        // A link-local address is good for nothing without its interface, which a certificate cannot name.
        return [.. own.Where(address => !address.IsIPv6LinkLocal).Append(IPAddress.Loopback).Concat(endpoint.CertificateAddresses).Distinct()];
    }
}
