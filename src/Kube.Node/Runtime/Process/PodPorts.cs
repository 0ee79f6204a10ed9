using System.Net;
using System.Net.Sockets;
using Kube.Node.Errors;

namespace Kube.Node.Runtime.Process;

/// <summary>Connections to what listens inside of pods.</summary>
internal static class PodPorts
{
    /// <summary>Connects to a port of the loopback in a process' network; null is this host's.</summary>
    /// <exception cref="RuntimeFailureException">Nothing listens there.</exception>
    public static async ValueTask<Stream> ConnectAsync(int? process, int port, CancellationToken cancellationToken)
    {
        // A socket belongs to the namespace in which it is made, wherever it is used.
        var socket = process is { } pid ? NamespaceThread.InNetworkOf(pid, NewSocket) : NewSocket();
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new RuntimeFailureException($"failed to connect to localhost:{port} inside the pod", error.Message, error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
