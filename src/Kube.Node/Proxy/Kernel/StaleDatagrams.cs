using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Nftables;

namespace Kube.Node.Proxy.Kernel;

/// <summary>
/// Makes datagrams find new endpoints. The kernel sends those of one client where it sent the first; TCP notices when nobody is there, UDP does not, so what leads to an endpoint
/// that is gone has to be forgotten, and so has what went nowhere before there was an endpoint.
/// </summary>
internal sealed class StaleDatagrams(ConnectionTable connections)
{
    private const byte Udp = 17;

    private readonly Dictionary<EntryOwner, Dictionary<IPEndPoint, HashSet<IPEndPoint>>> _known = [];

    /// <summary>Forgets what no longer leads to an endpoint of the services that changed.</summary>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    public void Forget(IReadOnlyList<ServiceState> changed, NodePlace place) =>
        Forget(changed.Select(state => (new EntryOwner(IsPod: false, state.Key), PlacesOf(state, place))));

    /// <summary>Forgets what no longer leads to the pod behind a port of the host's.</summary>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    public void ForgetHostPorts(IReadOnlyList<(ObjectKey Key, V1Pod? Pod)> changed) =>
        Forget(changed.Select(entry => (new EntryOwner(IsPod: true, entry.Key), PlacesOf(entry.Pod))));

    private void Forget(IEnumerable<(EntryOwner Owner, Dictionary<IPEndPoint, HashSet<IPEndPoint>> Has)> changed)
    {
        var touched = new Dictionary<IPEndPoint, HashSet<IPEndPoint>>();
        foreach (var (owner, has) in changed)
        {
            var had = _known.GetValueOrDefault(owner) ?? [];
            if (has.Count > 0) _known[owner] = has;
            else _known.Remove(owner);
            foreach (var (where, endpoints) in had)
                if (!has.TryGetValue(where, out var now)) touched.TryAdd(where, []);
                else if (!endpoints.IsSubsetOf(now)) touched[where] = now;
            foreach (var (where, endpoints) in has)
                if (endpoints.Count > 0 && (!had.TryGetValue(where, out var before) || before.Count == 0)) touched[where] = endpoints;
        }

        foreach (var family in touched.Keys.GroupBy(where => where.AddressFamily))
            foreach (var connection in connections.List(family.Key == AddressFamily.InterNetworkV6 ? NftNumbers.IPv6 : NftNumbers.IPv4, Udp))
                if (IsStale(connection, touched)) connections.Forget(connection);
    }

    private static bool IsStale(TrackedConnection connection, Dictionary<IPEndPoint, HashSet<IPEndPoint>> touched)
    {
        var isSentOn = !connection.Answerer.Equals(connection.Destination);
        if (touched.TryGetValue(connection.Destination, out var endpoints)) return endpoints.Count == 0 ? isSentOn : !endpoints.Contains(connection.Answerer);
        // A node port is one of any address of the host. Who has that port elsewhere is not sent on, and gets answers; who asked before there was anybody gets none.
        var any = new IPEndPoint(connection.Destination.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, connection.Destination.Port);
        return (isSentOn || !connection.IsAnswered) && touched.TryGetValue(any, out endpoints) && !endpoints.Contains(connection.Answerer);
    }

    private static Dictionary<IPEndPoint, HashSet<IPEndPoint>> PlacesOf(V1Pod? pod)
    {
        var places = new Dictionary<IPEndPoint, HashSet<IPEndPoint>>();
        if (pod is null) return places;
        foreach (var family in IPFamily.OfThisHost)
            foreach (var (host, port, target) in ServiceEntries.HostPortsOf(pod, family))
                if (port.Protocol == "UDP") places[new(host ?? family.Any, port.HostPort!.Value)] = [target];
        return places;
    }

    private static Dictionary<IPEndPoint, HashSet<IPEndPoint>> PlacesOf(ServiceState state, NodePlace place)
    {
        var places = new Dictionary<IPEndPoint, HashSet<IPEndPoint>>();
        if (state.Service is not { } service || !ProxyRules.IsServed(service)) return places;
        foreach (var port in service.Spec.Ports ?? [])
        {
            if (port.Protocol != "UDP") continue;
            foreach (var family in IPFamily.OfThisHost)
            {
                var rule = EndpointChoice.Rule(service, port, state.Slices, family.Sockets, place);
                var endpoints = rule.Cluster.Concat(rule.External).Concat(rule.Anywhere).Select(endpoint => endpoint.Target).ToHashSet();
                foreach (var address in ProxyRules.Parse([.. service.Spec.ClusterIPs ?? [], .. service.Spec.ExternalIPs ?? [], .. ProxyRules.BalancerAddresses(service)]))
                    if (family.Has(address)) places[new(address, port.Port)] = endpoints;
                if (port.NodePort is { } number and > 0) places[new(family.Any, number)] = endpoints;
            }
        }

        return places;
    }
}
