using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Kube.Node.Netlink;
using Kube.Node.Nftables;
using Kube.Node.Runtime.Process;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Network;

/// <summary>
/// Several nodes on one machine: each has a network namespace of its own, linked to a bridge that the host has an address on. Every node, and the host, routes each node's pods
/// to that node; what leaves the machine goes through the host. Takes root. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// <code>
///  host ── bridge (first address) ── veth ── eth0 of node 1 (namespace) ── its pods
///                                └── veth ── eth0 of node 2 (namespace) ── its pods
/// </code>
/// </remarks>
internal sealed class NodeNetworks : IDisposable
{
    private const int MostNodes = 64;
    private const string Inside = "eth0";

    private readonly NodeNetworkPlan _plan;
    private readonly List<NodeNetwork> _nodes = [];
    private readonly int _bridge;

    /// <summary>Makes the bridge. What a killed process left of the same plan goes first.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public NodeNetworks(NodeNetworkPlan plan)
    {
        _plan = plan;
        HostAddress = AddressOf(1);
        RemoveAll();
        using var links = new NetworkLinks();
        links.AddBridge(plan.Name, PodLink.HardwareAddress(HostAddress));
        _bridge = NetworkLinks.IndexOf(plan.Name);
        links.AddAddress(_bridge, HostAddress, plan.NodeRange.PrefixLength);
        links.PutUp(plan.Name);
        Sysctl.TryWrite("net.ipv4.ip_forward", "1");
        Masquerade();
    }

    /// <summary>The host's address among the nodes: where they reach what runs on the host.</summary>
    public IPAddress HostAddress { get; }

    /// <summary>The nodes there are.</summary>
    public IReadOnlyList<NodeNetwork> Nodes => _nodes;

    /// <summary>Adds a node: makes its namespace, links it, and tells every other one the way to its pods.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public NodeNetwork Add(string node, IPNetwork podRange)
    {
        var place = Enumerable.Range(0, MostNodes).First(number => _nodes.TrueForAll(other => other.HostLink != LinkOf(number)));
        var made = new NodeNetwork(node, NetworkNamespace.Create($"{_plan.Name}-{node}"), AddressOf(place + 2), podRange, LinkOf(place));
        Connect(made);
        made.Namespace.Run(() =>
        {
            using var links = new NetworkLinks();
            var link = NetworkLinks.IndexOf(Inside);
            links.AddAddress(link, made.Address, _plan.NodeRange.PrefixLength);
            links.PutUp(Inside);
            links.AddDefaultRoute(HostAddress, link);
            foreach (var other in _nodes) links.AddRoute(other.PodRange, other.Address, link);
            Sysctl.TryWrite("net.ipv4.ip_forward", "1");
            // What pods of one bridge say to each other through a service has to come by the rules on its way back, too.
            Sysctl.TryWrite("net.bridge.bridge-nf-call-iptables", "1");
        });
        foreach (var other in _nodes) AddRoute(other.Namespace, made);
        AddRoute(NetworkNamespace.Own, made);
        _nodes.Add(made);
        return made;
    }

    /// <summary>Takes a node away. Processes in its namespace keep it, cut off, until they end.</summary>
    public void Remove(NodeNetwork node)
    {
        if (!_nodes.Remove(node)) return;
        using (var links = new NetworkLinks()) links.Delete(node.HostLink);
        foreach (var other in _nodes) RemoveRoute(other.Namespace, node);
        RemoveRoute(NetworkNamespace.Own, node);
        node.Namespace.Delete();
    }

    /// <summary>Removes everything of the plan.</summary>
    public void Dispose()
    {
        _nodes.Clear();
        RemoveAll();
    }

    private void Connect(NodeNetwork node)
    {
        var inside = node.Namespace.Open();
        try
        {
            using var links = new NetworkLinks();
            links.AddPair(node.HostLink, PodLink.HardwareAddress(node.Address), Inside, inside);
            links.PutUp(node.HostLink, _bridge);
        }
        finally
        {
            _ = Native.Close(inside);
        }
    }

    // What leaves the machine comes from the host, as far as others can tell: they know no way back to nodes and pods.
    private void Masquerade()
    {
        var batch = Table();
        batch.AddTable();
        batch.AddBaseChain("leaving", "nat", NftNumbers.HookPostrouting, 100);
        foreach (var range in (IPNetwork[])[_plan.NodeRange, _plan.ClusterCidr])
            batch.AddRule("leaving", rule => rule
                .OutputInterface(0).NotEqual(0, [.. Encoding.ASCII.GetBytes(_plan.Name.PadRight(16, '\0'))])
                .Network(0, 12, 4).Bits(0, MaskOf(range), new byte[4]).Equal(0, range.BaseAddress.GetAddressBytes())
                .Masquerade());
        using var netfilter = new NetfilterSocket(NetworkNamespace.Own);
        netfilter.Commit(batch);
    }

    private void Unmasquerade()
    {
        var batch = Table();
        batch.AddTable();
        batch.DeleteTable();
        using var netfilter = new NetfilterSocket(NetworkNamespace.Own);
        netfilter.Commit(batch);
    }

    private NftBatch Table() => new(NftNumbers.IPv4, _plan.Name);

    private static byte[] MaskOf(IPNetwork range)
    {
        var mask = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, range.PrefixLength == 0 ? 0 : uint.MaxValue << (32 - range.PrefixLength));
        return mask;
    }

    private void AddRoute(NetworkNamespace from, NodeNetwork to) => from.Run(() =>
    {
        using var links = new NetworkLinks();
        links.AddRoute(to.PodRange, to.Address, NetworkLinks.IndexOf(from.Name.Length == 0 ? _plan.Name : Inside));
    });

    private void RemoveRoute(NetworkNamespace from, NodeNetwork to) => from.Run(() =>
    {
        using var links = new NetworkLinks();
        links.DeleteRoute(to.PodRange, NetworkLinks.IndexOf(from.Name.Length == 0 ? _plan.Name : Inside));
    });

    // Links and routes of the host go with the bridge and the namespaces.
    private void RemoveAll()
    {
        using var links = new NetworkLinks();
        for (var number = 0; number < MostNodes; number++)
            if (NetworkLinks.IndexOf(LinkOf(number)) != 0) links.Delete(LinkOf(number));
        links.Delete(_plan.Name);
        Unmasquerade();
        foreach (var name in NetworkNamespace.Names(_plan.Name + "-")) NetworkNamespace.Named(name).Delete();
    }

    private string LinkOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_plan.Name}-{number}");

    private IPAddress AddressOf(int number)
    {
        var bytes = _plan.NodeRange.BaseAddress.GetAddressBytes();
        bytes[^1] += (byte)number;
        return new IPAddress(bytes);
    }
}
