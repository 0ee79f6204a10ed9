using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Takes TCP connections and carries each to an endpoint. One that refuses is passed over for the next: a connection fails only when every endpoint does.</summary>
internal sealed class TcpPortListener : IPortListener
{
    private const int Backlog = 1024;

    /// <summary>How long an endpoint may take to accept before the next is tried.</summary>
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How long a client waits while no endpoint accepts: a rollout may be between two of them.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly ServiceBalancer _balancer;
    private readonly OwnedWork _work;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <exception cref="SocketException">The place is taken or is not this host's.</exception>
    public TcpPortListener(ListenAddress address, ServiceBalancer balancer, OwnedWork work, TimeProvider time, ILogger logger)
    {
        Address = address;
        _balancer = balancer;
        _work = work;
        _time = time;
        _logger = logger;
        _socket = new Socket(address.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.AddressFamily == AddressFamily.InterNetworkV6) _socket.DualMode = false;
            _socket.Bind(new IPEndPoint(address.Address, address.Port));
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        work.Run($"proxy.{address}", AcceptAsync);
    }

    public ListenAddress Address { get; }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        while (!_work.Stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync(_work.Stopping);
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException || (e is SocketException { SocketErrorCode: SocketError.OperationAborted }))
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, or a client that was gone before it was taken: neither ends the loop.
                ProxyLog.AcceptFailed(_logger, e, Address);
                if (!await PauseAsync(TimeSpan.FromMilliseconds(100))) return;
                continue;
            }

            _work.Run("proxy.connection", () => ServeAsync(client));
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var from = ((IPEndPoint)client.RemoteEndPoint!).Address;
                using var server = await ConnectAsync(from);
                if (server is null)
                {
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }

                await TcpPump.RunAsync(client, server, _work.Stopping);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The client went away, or the proxy stops: there is nobody left to tell.
                ProxyLog.ConnectionEnded(_logger, e, Address);
            }
        }
    }

    private async Task<Socket?> ConnectAsync(IPAddress client)
    {
        var start = _time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var order = _balancer.Order(client, Address.IsExternal);
            foreach (var endpoint in order)
            {
                if (await TryConnectAsync(endpoint.Target) is not { } server) continue;
                _balancer.Remember(client, endpoint);
                return server;
            }

            if (order.Count == 0 || _time.GetElapsedTime(start) > s_patience || !await PauseAsync(pause))
            {
                ProxyLog.NoEndpoint(_logger, _balancer.Rule.Key, Address);
                return null;
            }

            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.TicksPerSecond));
        }
    }

    private async Task<Socket?> TryConnectAsync(IPEndPoint target)
    {
        var server = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(s_connectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _work.Stopping);
        try
        {
            await server.ConnectAsync(target, either.Token);
            server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return server;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !_work.Stopping.IsCancellationRequested))
        {
            server.Dispose();
            return null;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _work.Stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
