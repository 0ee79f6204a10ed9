using System.Net;
using System.Net.Sockets;

namespace Kube.Node.Work;

/// <summary>Sockets that others come to.</summary>
internal static class ServerSocket
{
    /// <summary>Listens for connections.</summary>
    /// <exception cref="SocketException">The place is taken or is not this host's.</exception>
    public static Socket Listen(IPEndPoint place, int backlog)
    {
        var socket = Bind(place, SocketType.Stream, ProtocolType.Tcp);
        socket.Listen(backlog);
        return socket;
    }

    /// <summary>Closes a socket that <see cref="Listen"/> or <see cref="Receive"/> gave: nobody gets through to it any more, from this moment.</summary>
    public static void Close(Socket socket)
    {
        try
        {
            // A child that is being forked has a copy of the descriptor until it is another program: with that alone the kernel would go on to accept.
            if (socket.SocketType == SocketType.Stream) socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    /// <summary>Takes datagrams.</summary>
    /// <exception cref="SocketException">The place is taken or is not this host's.</exception>
    public static Socket Receive(IPEndPoint place) => Bind(place, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Takes what comes, one after the other, until the socket is closed or its owner stops.</summary>
    /// <param name="step">Takes one connection or datagram.</param>
    /// <param name="failed">Is told when that failed for a while: out of descriptors, or a client that was gone before it was taken.</param>
    /// <param name="stopping">Stops.</param>
    public static async Task ServeAsync(Func<Task> step, Func<SocketException, Task> failed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (IsEnd(e))
            {
                return;
            }
            catch (SocketException e)
            {
                await failed(e);
            }
        }
    }

    /// <summary>Whether a failure means that the socket was closed, or its owner stops: the loop over it is over.</summary>
    private static bool IsEnd(Exception failure) =>
        failure is ObjectDisposedException or OperationCanceledException
            or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.InvalidArgument };       // The latter: it does not listen any more.

    private static Socket Bind(IPEndPoint place, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(place.AddressFamily, type, protocol);
        try
        {
            // IPv4 has listeners of its own.
            if (place.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(place);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
