using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Kube.Api.Models;
using Kube.Node.Nftables;

namespace Kube.Node.Proxy.Kernel;

/// <summary>The entries that a service needs in the table of one family. Pure.</summary>
internal sealed class ServiceEntries(ProxyTable table, IPFamily family, Dictionary<EntryKey, EntryValue> entries)
{
    private static readonly EntryValue s_reject = EntryValue.To(new FixedChain(ProxyTable.RejectChain));
    private static readonly EntryValue s_drop = EntryValue.Of(NftNumbers.Drop);

    /// <summary>Decides.</summary>
    public static Dictionary<EntryKey, EntryValue> Of(ProxyTable table, V1Service service, IReadOnlyList<V1EndpointSlice> slices, NodePlace place)
    {
        var entries = new Dictionary<EntryKey, EntryValue>();
        if (ProxyRules.IsServed(service)) new ServiceEntries(table, table.Family, entries).Add(service, slices, place);
        return entries;
    }

    /// <summary>The entries for the host ports of one pod.</summary>
    public static Dictionary<EntryKey, EntryValue> OfHostPorts(ProxyTable table, V1Pod pod)
    {
        var entries = new Dictionary<EntryKey, EntryValue>();
        var made = new ServiceEntries(table, table.Family, entries);
        foreach (var (host, port, target) in HostPortsOf(pod, table.Family)) made.AddHostPort(host, port, target);
        return entries;
    }

    /// <summary>The host ports of one pod in one family: on which of the host's addresses (null: all), and where they lead.</summary>
    public static IEnumerable<(IPAddress? Host, V1ContainerPort Port, IPEndPoint Target)> HostPortsOf(V1Pod pod, IPFamily family)
    {
        if (pod.Spec.HostNetwork == true || pod.Status?.Phase is "Succeeded" or "Failed") yield break;
        var own = (pod.Status?.PodIPs ?? []).Select(entry => IPAddress.TryParse(entry.Ip, out var parsed) ? parsed : null).FirstOrDefault(parsed => parsed is not null && family.Has(parsed));
        if (own is null) yield break;
        foreach (var port in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).SelectMany(container => container.Ports ?? []))
        {
            if (port.HostPort is not > 0) continue;
            // 0.0.0.0 and :: mean what no address means, in both families.
            var host = IPAddress.TryParse(port.HostIP, out var given) && !given.Equals(IPAddress.Any) && !given.Equals(IPAddress.IPv6Any) ? given : null;
            if (host is null || family.Has(host)) yield return (host, port, new(own, port.ContainerPort));
        }
    }

    private void AddHostPort(IPAddress? host, V1ContainerPort port, IPEndPoint target)
    {
        var (protocol, number, value) = (ProtocolOf(port.Protocol), port.HostPort!.Value, EntryValue.Of(Target(target)));
        if (host is null) Put(ProxyTable.AnyHostPorts, Port(protocol, number), value);
        else Put(ProxyTable.HostPorts, Place(host, protocol, number), value);
        Put(ProxyTable.Hairpins, [.. target.Address.GetAddressBytes(), .. target.Address.GetAddressBytes()], EntryValue.None);
    }

    private void Add(V1Service service, IReadOnlyList<V1EndpointSlice> slices, NodePlace place)
    {
        var addresses = ProxyRules.Parse(service.Spec.ClusterIPs is { Count: > 0 } several ? several : [service.Spec.ClusterIP ?? ""]).Where(family.Has).ToList();
        if (addresses.Count == 0) return;
        foreach (var address in addresses) Put(ProxyTable.ClusterIPs, address.GetAddressBytes(), EntryValue.None);
        var outside = ProxyRules.Parse(service.Spec.ExternalIPs ?? []).Where(family.Has).ToList();
        var balancers = ProxyRules.Parse(ProxyRules.BalancerAddresses(service)).Where(family.Has).ToList();
        foreach (var port in service.Spec.Ports ?? [])
        {
            var rule = EndpointChoice.Rule(service, port, slices, family.Sockets, place);
            var protocol = ProtocolOf(port.Protocol);
            foreach (var address in addresses) AddCluster(address, protocol, port.Port, rule);
            foreach (var address in outside.Concat(balancers)) AddExternal(address, protocol, port.Port, rule);
            foreach (var address in balancers) AddFirewall(address, protocol, port.Port, service, place);
            if (port.NodePort is { } number and > 0) AddExternal(null, protocol, number, rule);
            foreach (var endpoint in rule.Anywhere)
                if (endpoint.IsLocal) Put(ProxyTable.Hairpins, [.. endpoint.Target.Address.GetAddressBytes(), .. endpoint.Target.Address.GetAddressBytes()], EntryValue.None);
        }
    }

    private void AddCluster(IPAddress address, byte protocol, int port, ServicePortRule rule)
    {
        var key = Place(address, protocol, port);
        if (rule.Cluster.Length == 0)
        {
            // Elsewhere there are some: the policy forbids them, which is no reason to tell the client that there is nobody.
            Put(ProxyTable.NoEndpoints, key, rule.Anywhere.Length == 0 ? s_reject : s_drop);
            return;
        }

        Put(ProxyTable.ServiceIPs, key, EntryValue.To(new BalancingChain(table, BalancingScope.Cluster, IsNodePort: false, rule.Cluster.Length, 0, Seconds(rule))));
        AddEndpoints(key, rule.Cluster, 0);
        AddMembers(key, rule, rule.Cluster);
    }

    // No address: a port of the host's.
    private void AddExternal(IPAddress? address, byte protocol, int port, ServicePortRule rule)
    {
        var isNodePort = address is null;
        var key = Place(address ?? new IPAddress(new byte[family.Size]), protocol, port);
        var name = isNodePort ? Port(protocol, port) : key;
        if (rule.Anywhere.Length == 0 && rule.External.Length == 0)
        {
            Put(isNodePort ? ProxyTable.NoEndpointNodePorts : ProxyTable.NoEndpoints, name, s_reject);
            return;
        }

        var chain = rule.IsExternalLocal
            ? new BalancingChain(table, BalancingScope.Local, isNodePort, rule.External.Length, rule.Anywhere.Length, Seconds(rule))
            : new BalancingChain(table, BalancingScope.External, isNodePort, rule.External.Length, 0, Seconds(rule));
        Put(isNodePort ? ProxyTable.NodePorts : ProxyTable.ServiceIPs, name, EntryValue.To(chain));
        AddEndpoints(key, rule.External, 0);
        if (rule.IsExternalLocal) AddEndpoints(key, rule.Anywhere, BalancingChain.FirstAnywhere);
        AddMembers(key, rule, rule.External);
        if (rule.IsExternalLocal) AddMembers(key, rule, rule.Anywhere);
    }

    // Each family has its own ranges: where there is none of them, all may come.
    private void AddFirewall(IPAddress address, byte protocol, int port, V1Service service, NodePlace place)
    {
        var ranges = (service.Spec.LoadBalancerSourceRanges ?? [])
            .Select(text => IPNetwork.TryParse(text.Trim(), out var range) ? range : (IPNetwork?)null).OfType<IPNetwork>().Where(range => family.Has(range.BaseAddress)).ToList();
        if (ranges.Count == 0) return;
        // Where the balancer's address is one of the node's own, what the node sends to it comes from that very address.
        if (place.Addresses.Any(own => ranges.Exists(range => range.Contains(own)))) ranges.Add(new(address, family.Size * 8));
        var key = Place(address, protocol, port);
        Put(ProxyTable.Firewalled, key, EntryValue.None);
        foreach (var (first, last) in AddressRanges.Of(ranges.Select(range => new V1IPBlock { Cidr = range.ToString() }), family))
            Put(ProxyTable.Allowed, [.. key, .. first], EntryValue.Until([.. key, .. last]));
    }

    private void AddEndpoints(byte[] place, ImmutableArray<ProxyEndpoint> endpoints, int first)
    {
        for (var i = 0; i < endpoints.Length; i++)
        {
            var key = new byte[place.Length + 4];
            place.CopyTo(key, 0);
            BitConverter.TryWriteBytes(key.AsSpan(place.Length), first + i);
            Put(ProxyTable.Endpoints, key, EntryValue.Of(Target(endpoints[i].Target)));
        }
    }

    private void AddMembers(byte[] place, ServicePortRule rule, ImmutableArray<ProxyEndpoint> endpoints)
    {
        if (rule.Affinity is null) return;
        foreach (var endpoint in endpoints) Put(ProxyTable.Members, [.. place, .. Target(endpoint.Target)], EntryValue.None);
    }

    private void Put(string set, byte[] key, EntryValue value) => entries.TryAdd(new(set, key), value);

    private static byte[] Place(IPAddress address, byte protocol, int port) => [.. address.GetAddressBytes(), .. Port(protocol, port)];

    private static byte[] Port(byte protocol, int port) => [protocol, 0, 0, 0, (byte)(port >> 8), (byte)port, 0, 0];

    private static byte[] Target(IPEndPoint endpoint)
    {
        var bytes = new byte[(endpoint.Address.GetAddressBytes().Length) + 4];
        endpoint.Address.GetAddressBytes().CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(bytes.Length - 4), (ushort)endpoint.Port);
        return bytes;
    }

    private static int Seconds(ServicePortRule rule) => (int)(rule.Affinity?.TotalSeconds ?? 0);

    private static byte ProtocolOf(string? protocol) => protocol switch { "UDP" => 17, "SCTP" => 132, _ => 6 };
}
