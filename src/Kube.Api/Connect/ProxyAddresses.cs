using System.Net;
using System.Net.Sockets;

namespace Kube.Api.Connect;

/// <summary>Which addresses are proxied to: those of other machines, as Go's IsGlobalUnicast sees them.</summary>
internal static class ProxyAddresses
{
    public static bool IsAllowed(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast)) return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return !address.IsIPv6Multicast && !address.IsIPv6LinkLocal;
        var bytes = address.GetAddressBytes();
        var isMulticast = bytes[0] is >= 224 and <= 239;
        var isLinkLocal = bytes[0] == 169 && bytes[1] == 254;
        return !isMulticast && !isLinkLocal;
    }
}
