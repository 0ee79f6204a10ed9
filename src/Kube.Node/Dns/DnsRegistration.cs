using System.Net;
using System.Net.Sockets;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Hosting;
using Kube.Node.Proxy;

namespace Kube.Node.Dns;

/// <summary>Puts the DNS server into the cluster as its installers do: the account it reads as with its rights, the service <c>kube-dns</c>, and the endpoint behind it.
/// What is there already is left as it is.</summary>
internal sealed class DnsRegistration(IKubeClient client, IReadOnlyList<IPAddress> addresses)
{
    public const string Namespace = "kube-system";
    public const string Account = "coredns";
    public const string Service = "kube-dns";

    private static readonly ClusterAccount s_account = new(
        Account, "system:coredns",
        new() { ApiGroups = [""], Resources = ["endpoints", "services", "pods", "namespaces"], Verbs = ["list", "watch"] },
        new() { ApiGroups = ["discovery.k8s.io"], Resources = ["endpointslices"], Verbs = ["list", "watch"] });

    /// <summary>Who the server reads as.</summary>
    public static UserInfo User => s_account.User;

    /// <summary>Grants the account what it reads.</summary>
    public Task GrantAsync(CancellationToken cancellationToken) => s_account.GrantAsync(client, cancellationToken);

    /// <summary>Registers the service and, where the server has the service's addresses, their endpoints.</summary>
    /// <param name="listens">Whether it has: it is its own proxy then, and says so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RegisterAsync(bool listens, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>
        {
            ["k8s-app"] = "kube-dns", ["kubernetes.io/cluster-service"] = "true", ["kubernetes.io/name"] = "CoreDNS", [ProxyRules.ProxyName] = "cluster-dns",
        };
        await ClusterAccount.EnsureAsync(
            client,
            new V1Service
            {
                Metadata = new() { Name = Service, Namespace = Namespace, Labels = labels },
                Spec = new()
                {
                    ClusterIP = addresses[0].ToString(),
                    ClusterIPs = [.. addresses.Select(address => address.ToString())],
                    IpFamilyPolicy = addresses.Count > 1 ? "RequireDualStack" : "SingleStack",
                    Ports =
                    [
                        new() { Name = "dns", Port = 53, Protocol = "UDP", TargetPort = 53 },
                        new() { Name = "dns-tcp", Port = 53, Protocol = "TCP", TargetPort = 53 },
                    ],
                },
            },
            cancellationToken);
        if (!listens) return;
        foreach (var address in addresses) await ClusterAccount.EnsureAsync(client, Slice(address), cancellationToken);
    }

    private static V1EndpointSlice Slice(IPAddress address)
    {
        var v6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        return new()
        {
            Metadata = new()
            {
                Name = v6 ? $"{Service}-ipv6" : Service,
                Namespace = Namespace,
                Labels = new() { [ChangedServices.ServiceNameLabel] = Service, ["endpointslice.kubernetes.io/managed-by"] = "cluster-dns" },
            },
            AddressType = v6 ? "IPv6" : "IPv4",
            Endpoints = [new() { Addresses = [address.ToString()], Conditions = new() { Ready = true, Serving = true, Terminating = false } }],
            Ports = [new() { Name = "dns", Port = 53, Protocol = "UDP" }, new() { Name = "dns-tcp", Port = 53, Protocol = "TCP" }],
        };
    }
}
