using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Listens in one place until it is disposed. What it has accepted by then goes on until it ends, or until the proxy stops.</summary>
internal abstract class PortListener(ListenAddress address, Socket socket) : IAsyncDisposable
{
    private const int Backlog = 1024;

    /// <summary>The place.</summary>
    public ListenAddress Address => address;

    /// <summary>What is listened on.</summary>
    protected Socket Socket => socket;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SocketException">The place is taken or is not this host's.</exception>
    public static PortListener Start(ListenAddress address, ServiceBalancer balancer, OwnedWork work, TimeProvider time, ILogger logger)
    {
        var place = new IPEndPoint(address.Address, address.Port);
        PortListener listener = address.IsUdp
            ? new UdpPortListener(address, ServerSocket.Receive(place), balancer, work, time, logger)
            : new TcpPortListener(address, ServerSocket.Listen(place, Backlog), balancer, work, time, logger);
        work.Run($"proxy.{address}", listener.RunAsync);
        return listener;
    }

    public virtual ValueTask DisposeAsync()
    {
        ServerSocket.Close(socket);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes what comes.</summary>
    protected abstract Task RunAsync();
}
