using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>What the proxy has to do, decided from services and their endpoint slices. Immutable.</summary>
/// <param name="Listen">Where to listen, and for which port of which service.</param>
/// <param name="Addresses">The addresses that have to be this host's.</param>
internal sealed record ProxyRules(
    IReadOnlyDictionary<ListenAddress, ServicePortRule> Listen, IReadOnlySet<IPAddress> Addresses)
{
    /// <summary>The label of services that somebody else's proxy serves.</summary>
    public const string ProxyName = "service.kubernetes.io/service-proxy-name";

    /// <summary>Decides.</summary>
    /// <param name="services">All services.</param>
    /// <param name="slicesOf">The endpoint slices of a service.</param>
    /// <param name="place">Where this proxy is.</param>
    /// <param name="nodePortAddresses">Where node ports listen.</param>
    /// <param name="ownsAddresses">Whether the host can be given the services' addresses; else only node ports are served.</param>
    public static ProxyRules From(
        IEnumerable<V1Service> services,
        Func<V1Service, IEnumerable<V1EndpointSlice>> slicesOf,
        NodePlace place,
        IReadOnlyList<IPAddress> nodePortAddresses,
        bool ownsAddresses)
    {
        var listen = new Dictionary<ListenAddress, ServicePortRule>();
        var addresses = new HashSet<IPAddress>();
        foreach (var service in services)
        {
            if (!IsServed(service)) continue;
            var slices = slicesOf(service).ToList();
            foreach (var port in service.Spec.Ports ?? [])
            {
                var udp = port.Protocol == "UDP";
                if (!udp && (port.Protocol ?? "TCP") != "TCP") continue;
                AddPort(service, port, udp, slices);
            }
        }

        return new(listen, addresses);

        void AddPort(V1Service service, V1ServicePort port, bool udp, List<V1EndpointSlice> slices)
        {
            var rules = new Dictionary<AddressFamily, ServicePortRule>();
            ServicePortRule RuleOf(AddressFamily family) => rules.TryGetValue(family, out var rule)
                ? rule
                : rules[family] = EndpointChoice.Rule(service, port, slices, family, place);

            if (ownsAddresses)
            {
                foreach (var address in Parse(service.Spec.ClusterIPs is { Count: > 0 } several ? several : [service.Spec.ClusterIP ?? ""]))
                {
                    addresses.Add(address);
                    listen.TryAdd(new(address, port.Port, udp, IsExternal: false), RuleOf(address.AddressFamily));
                }

                foreach (var address in Parse([.. service.Spec.ExternalIPs ?? [], .. BalancerAddresses(service)]))
                {
                    addresses.Add(address);
                    listen.TryAdd(new(address, port.Port, udp, IsExternal: true), RuleOf(address.AddressFamily));
                }
            }

            if (port.NodePort is not ({ } number and > 0)) return;
            foreach (var address in nodePortAddresses)
                if (Families(service).Contains(address.AddressFamily))
                    listen.TryAdd(new(address, number, udp, IsExternal: true), RuleOf(address.AddressFamily));
        }
    }

    /// <summary>The addresses of a service's load balancer that are served here: only where the balancer leaves them in place (ipMode VIP). Their traffic is from outside.</summary>
    public static IEnumerable<string> BalancerAddresses(V1Service service) =>
        (service.Status?.LoadBalancer?.Ingress ?? []).Where(ingress => ingress.IpMode != "Proxy").Select(ingress => ingress.Ip ?? "");

    /// <summary>Whether this proxy serves a service.</summary>
    public static bool IsServed(V1Service service) =>
        service.Spec.Type != "ExternalName"
        && service.Spec.ClusterIP is not (null or "" or "None")
        && service.Metadata.Labels?.ContainsKey(ProxyName) != true;

    /// <summary>The addresses among texts.</summary>
    public static IEnumerable<IPAddress> Parse(IEnumerable<string> texts)
    {
        foreach (var text in texts)
            if (IPAddress.TryParse(text, out var address)) yield return address;
    }

    private static HashSet<AddressFamily> Families(V1Service service) =>
        [.. (service.Spec.IpFamilies ?? ["IPv4"]).Select(family => family == "IPv6" ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)];
}
