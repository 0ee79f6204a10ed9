using System.Net;
using System.Net.Sockets;

namespace Kube.Node.Nftables;

/// <summary>What differs between the two versions of IP.</summary>
/// <param name="Number">The family of its tables.</param>
/// <param name="Sockets">The family of its sockets.</param>
/// <param name="Address">An address in keys.</param>
/// <param name="SourceOffset">Where its header has the source.</param>
/// <param name="DestinationOffset">Where its header has the destination.</param>
internal sealed record IPFamily(byte Number, AddressFamily Sockets, NftField Address, int SourceOffset, int DestinationOffset)
{
    public static IPFamily V4 { get; } = new(NftNumbers.IPv4, AddressFamily.InterNetwork, NftField.Address4, 12, 16);

    public static IPFamily V6 { get; } = new(NftNumbers.IPv6, AddressFamily.InterNetworkV6, NftField.Address6, 8, 24);

    /// <summary>Those that this machine's kernel knows.</summary>
    public static IReadOnlyList<IPFamily> OfThisHost { get; } = Socket.OSSupportsIPv6 ? [V4, V6] : [V4];

    /// <summary>The address that stands for all of a host's.</summary>
    public IPAddress Any => this == V6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>Bytes of an address.</summary>
    public int Size => Address.Size;

    /// <summary>Registers of an address.</summary>
    public int Words => Address.Size / 4;

    public bool Has(IPAddress address) => address.AddressFamily == Sockets;
}
