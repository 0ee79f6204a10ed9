using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Kube.Node.Netlink;

/// <summary>
/// Changes links, addresses and routes of one network namespace: the one that the calling thread is in when this is made. Each call is one request and its answer; microseconds.
/// Not thread-safe.
/// </summary>
internal sealed partial class NetworkLinks : IDisposable
{
    private const ushort NewLink = 16, DeleteLink = 17, NewAddress = 20, DeleteAddress = 21, NewRoute = 24, DeleteRouteMessage = 25;
    private const ushort Acknowledge = NetlinkMessage.Acknowledge, Replace = NetlinkMessage.Replace, Create = NetlinkMessage.Create;
    private const ushort New = Acknowledge | Create | NetlinkMessage.Exclusive;
    private const int NoRoute = 3, NoDevice = 19;
    private const ushort LinkAddress = 1, LinkName = 3, LinkMaster = 10, LinkInfo = 18, LinkNamespaceFd = 28, InfoKind = 1, InfoData = 2, VethPeer = 1, InfoPortKind = 4, InfoPortData = 5, PortHairpin = 4;
    private const ushort AddressAddress = 1, AddressLocal = 2;
    private const ushort RouteDestination = 1, RouteDevice = 4, RouteGateway = 5;
    private const byte Inet = 2, Inet6 = 10, NoDuplicateDetection = 2, TableMain = 254, TableLocal = 255, ProtocolBoot = 3, ScopeUniverse = 0, ScopeHost = 254, RouteUnicast = 1, RouteLocal = 2;
    private const uint Up = 1;

    private readonly NetlinkSocket _netlink = new();

    /// <summary>The index of a link in the calling thread's namespace; 0 when there is none.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int IndexOf(string name);

    /// <summary>Makes a bridge with an address that does not change as links come and go; one that is there is success.</summary>
    public void AddBridge(string name, ReadOnlySpan<byte> hardwareAddress) => Send(
        $"add bridge {name}",
        new NetlinkMessage(NewLink, New).Fixed(Link())
            .Attribute(LinkName, name).Attribute(LinkAddress, hardwareAddress).Nested(LinkInfo, info => info.Attribute(InfoKind, "bridge")),
        NetlinkException.Exists);

    /// <summary>Makes a pair of links: one here, its peer in another namespace.</summary>
    public void AddPair(string name, ReadOnlySpan<byte> hardwareAddress, string peer, int peerNamespace) => Send(
        $"add veth {name}",
        new NetlinkMessage(NewLink, New).Fixed(Link())
            .Attribute(LinkName, name).Attribute(LinkAddress, hardwareAddress)
            .Nested(LinkInfo, info => info.Attribute(InfoKind, "veth").Nested(InfoData, data => data.Nested(
                VethPeer,
                other => other.Fixed(Link()).Attribute(LinkName, peer).Attribute(LinkNamespaceFd, (uint)peerNamespace)))));

    /// <summary>Puts a link up, and into a bridge when one is given. The bridge then also hands back to the link what came from it: a pod may be the endpoint of a service that it
    /// asks.</summary>
    public void PutUp(string name, int bridge = 0)
    {
        var message = new NetlinkMessage(NewLink, Acknowledge).Fixed(Link(Up, Up)).Attribute(LinkName, name);
        Send($"set {name} up", bridge == 0 ? message : message.Attribute(LinkMaster, (uint)bridge));
        if (bridge == 0) return;
        Send(
            $"let the bridge hand back to {name}",
            new NetlinkMessage(NewLink, Acknowledge).Fixed(Link()).Attribute(LinkName, name)
                .Nested(LinkInfo, info => info.Attribute(InfoPortKind, "bridge").Nested(InfoPortData, data => data.Attribute(PortHairpin, (ReadOnlySpan<byte>)[1]))));
    }

    /// <summary>Removes a link, and its peer with it; one that is gone is success.</summary>
    public void Delete(string name) => Send(
        $"delete {name}", new NetlinkMessage(DeleteLink, Acknowledge).Fixed(Link()).Attribute(LinkName, name), NoDevice);

    /// <summary>Gives a link an address; one that it has is success.</summary>
    public void AddAddress(int link, IPAddress address, int prefixLength) => Send(
        $"add address {address}/{prefixLength}",
        Address(NewAddress, Acknowledge | Create | Replace, link, address, prefixLength));

    /// <summary>Takes an address from a link; one that it has not is success.</summary>
    public void RemoveAddress(int link, IPAddress address, int prefixLength) => Send(
        $"delete address {address}/{prefixLength}",
        Address(DeleteAddress, Acknowledge, link, address, prefixLength),
        NetlinkException.AddressNotAvailable);

    /// <summary>All that has no route of its own goes through a gateway.</summary>
    public void AddDefaultRoute(IPAddress gateway, int link) => Send(
        $"add default route via {gateway}",
        Route(NewRoute, Acknowledge | Create | Replace, gateway.AddressFamily, 0, TableMain, ScopeUniverse, RouteUnicast)
            .Attribute(RouteGateway, gateway.GetAddressBytes()).Attribute(RouteDevice, (uint)link));

    /// <summary>A range is reached through a gateway on a link.</summary>
    public void AddRoute(IPNetwork range, IPAddress gateway, int link) => Send(
        $"add route {range} via {gateway}",
        Route(NewRoute, Acknowledge | Create | Replace, range.BaseAddress.AddressFamily, (byte)range.PrefixLength, TableMain, ScopeUniverse, RouteUnicast)
            .Attribute(RouteDestination, range.BaseAddress.GetAddressBytes()).Attribute(RouteGateway, gateway.GetAddressBytes()).Attribute(RouteDevice, (uint)link));

    /// <summary>Undoes <see cref="AddRoute"/>; a route that is gone is success.</summary>
    public void DeleteRoute(IPNetwork range, int link) => Send(
        $"delete route {range}",
        Route(DeleteRouteMessage, Acknowledge, range.BaseAddress.AddressFamily, (byte)range.PrefixLength, TableMain, ScopeUniverse, RouteUnicast)
            .Attribute(RouteDestination, range.BaseAddress.GetAddressBytes()).Attribute(RouteDevice, (uint)link),
        NoRoute);

    /// <summary>Makes every address of a range this host's own, so that it can be listened on though no link has it.</summary>
    public void AddLocalRoute(IPNetwork range) => Send(
        $"add local route {range}",
        Route(NewRoute, Acknowledge | Create | Replace, range.BaseAddress.AddressFamily, (byte)range.PrefixLength, TableLocal, ScopeHost, RouteLocal)
            .Attribute(RouteDestination, range.BaseAddress.GetAddressBytes()).Attribute(RouteDevice, 1u));

    /// <summary>Undoes <see cref="AddLocalRoute"/>; a route that is gone is success.</summary>
    public void DeleteLocalRoute(IPNetwork range) => Send(
        $"delete local route {range}",
        Route(DeleteRouteMessage, Acknowledge, range.BaseAddress.AddressFamily, (byte)range.PrefixLength, TableLocal, ScopeHost, RouteLocal)
            .Attribute(RouteDestination, range.BaseAddress.GetAddressBytes()).Attribute(RouteDevice, 1u),
        NoRoute);

    public void Dispose() => _netlink.Dispose();

    private static NetlinkMessage Address(ushort type, ushort flags, int link, IPAddress address, int prefixLength) =>
        new NetlinkMessage(type, flags)
            .Fixed([Number(address.AddressFamily), (byte)prefixLength, NoDuplicateDetection, ScopeUniverse, .. BitConverter.GetBytes(link)])
            .Attribute(AddressLocal, address.GetAddressBytes()).Attribute(AddressAddress, address.GetAddressBytes());

    private static NetlinkMessage Route(ushort type, ushort flags, AddressFamily family, byte prefixLength, byte table, byte scope, byte kind) =>
        new NetlinkMessage(type, flags).Fixed([Number(family), prefixLength, 0, 0, table, ProtocolBoot, scope, kind, 0, 0, 0, 0]);

    private static byte Number(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? Inet6 : Inet;

    /// <summary>The fixed part of messages about links; they are named by attribute.</summary>
    private static byte[] Link(uint flags = 0, uint change = 0) => [0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(flags), .. BitConverter.GetBytes(change)];

    private void Send(string operation, NetlinkMessage message, int harmless = 0)
    {
        try
        {
            _netlink.Execute(message, operation);
        }
        catch (NetlinkException error) when (error.ErrorNumber == harmless)
        {
            // It is as it should be already.
        }
    }
}
