using System.Net.Sockets;

namespace Kube.Api.Webhooks;

/// <summary>Connects to services of the cluster.</summary>
internal static class ServiceSockets
{
    public static async ValueTask<Stream> ConnectAsync(IServiceAddresses services, string ns, string service, int port, CancellationToken cancellationToken)
    {
        var address = await services.FindAsync(ns, service, port, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
