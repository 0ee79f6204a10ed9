using System.Net;
using System.Net.Sockets;

namespace Kube.Node.Tests.Proxy;

/// <summary>What this host's own network namespace has.</summary>
internal static class HostAddresses
{
    /// <summary>Whether there is a loopback of IPv6: containers of Docker often have none.</summary>
    public static bool HasIPv6 { get; } = Find();

    private static bool Find()
    {
        if (!Socket.OSSupportsIPv6) return false;
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
