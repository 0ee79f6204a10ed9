using System.Net;
using System.Net.Sockets;
using Kube.Shared.Net;

namespace Kube.Tests.Shared;

/// <summary>An address of this machine that is not loopback: where pods and webhooks of a test stand, as those of a cluster may not be on the loopback network.</summary>
internal static class OwnAddress
{
    // Of a block for documentation (RFC 5737): nobody is asked, the kernel only chooses where it would ask from.
    private static readonly IPEndPoint s_world = new(IPAddress.Parse("198.51.100.1"), 9);

    /// <exception cref="InvalidOperationException">The machine has no such address.</exception>
    /// <remarks>That of the default route, where there is one: links of other tests come and go, this one stays.</remarks>
    public static IPAddress Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(s_world);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.HostUnreachable)
        {
            return HostLinks.IPv4AddressesOf(HostLinks.All()).First(static address =>
                !IPAddress.IsLoopback(address) && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal));
        }
    }
}
