using System.Net;
using System.Net.Sockets;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Proxy;

namespace Kube.Node.Dns;

/// <summary>Puts the DNS server into the cluster as its installers do: the account it reads as with its rights, the service <c>kube-dns</c>, and the endpoint behind it.
/// What is there already is left as it is.</summary>
internal sealed class DnsRegistration(IKubeClient client, IReadOnlyList<IPAddress> addresses)
{
    public const string Namespace = "kube-system";
    public const string Account = "coredns";
    public const string Service = "kube-dns";
    private const string Role = "system:coredns";

    /// <summary>Who the server reads as.</summary>
    public static UserInfo User { get; } = new(
        $"system:serviceaccount:{Namespace}:{Account}",
        groups: ["system:serviceaccounts", $"system:serviceaccounts:{Namespace}", UserNames.AuthenticatedGroup]);

    /// <summary>Grants the account what it reads.</summary>
    public async Task GrantAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(new V1ServiceAccount { Metadata = new() { Name = Account, Namespace = Namespace } }, cancellationToken);
        await EnsureAsync(
            new V1ClusterRole
            {
                Metadata = new() { Name = Role },
                Rules =
                [
                    new() { ApiGroups = [""], Resources = ["endpoints", "services", "pods", "namespaces"], Verbs = ["list", "watch"] },
                    new() { ApiGroups = ["discovery.k8s.io"], Resources = ["endpointslices"], Verbs = ["list", "watch"] },
                ],
            },
            cancellationToken);
        await EnsureAsync(
            new V1ClusterRoleBinding
            {
                Metadata = new() { Name = Role },
                RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = Role },
                Subjects = [new() { Kind = "ServiceAccount", Name = Account, Namespace = Namespace }],
            },
            cancellationToken);
    }

    /// <summary>Registers the service and, where the server has the service's addresses, their endpoints.</summary>
    /// <param name="listens">Whether it has: it is its own proxy then, and says so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RegisterAsync(bool listens, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>
        {
            ["k8s-app"] = "kube-dns", ["kubernetes.io/cluster-service"] = "true", ["kubernetes.io/name"] = "CoreDNS", [ProxyRules.ProxyName] = "cluster-dns",
        };
        await EnsureAsync(
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
        foreach (var address in addresses) await EnsureAsync(Slice(address), cancellationToken);
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

    private async Task EnsureAsync<T>(T obj, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await client.For<T>().CreateAsync(obj, WriteOptions.Default, cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            // From an earlier start, or an administrator's own.
        }
        catch (InvalidException) when (obj is V1Service)
        {
            // The address is taken when the service exists: an earlier start's is left as it is, anything else is a failure.
            await client.For<T>().GetAsync(new(Namespace, Service), cancellationToken);
        }
    }
}
