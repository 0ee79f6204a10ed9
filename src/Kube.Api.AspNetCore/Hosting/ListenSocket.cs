using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Kube.Api.AspNetCore.Hosting;

/// <summary>Makes listening sockets that may be bound to an address before the machine has it.</summary>
internal static class ListenSocket
{
    // ip(7): IPPROTO_IP, IP_FREEBIND.
    private const int IPProtocol = 0;
    private const int FreeBind = 15;

    public static Socket Create(EndPoint endpoint)
    {
        if (!OperatingSystem.IsLinux() || endpoint is not IPEndPoint { AddressFamily: AddressFamily.InterNetwork } ip || IPAddress.IsLoopback(ip.Address))
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(IPProtocol, FreeBind, [1, 0, 0, 0]);
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
