using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Takes TCP connections and carries each to an endpoint. One that refuses is passed over for the next: a connection fails only when every endpoint does.</summary>
internal sealed class TcpPortListener(ListenAddress address, Socket socket, ServiceBalancer balancer, OwnedWork work, TimeProvider time, ILogger logger)
    : PortListener(address, socket)
{
    /// <summary>How long an endpoint may take to accept before the next is tried.</summary>
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How long a client waits while no endpoint accepts: a rollout may be between two of them.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    protected override Task RunAsync() => ServerSocket.ServeAsync(
        async () =>
        {
            var client = await Socket.AcceptAsync(work.Stopping);
            work.Run("proxy.connection", () => ServeAsync(client));
        },
        failure =>
        {
            ProxyLog.AcceptFailed(logger, failure, Address);
            return PauseAsync(TimeSpan.FromMilliseconds(100));
        },
        work.Stopping);

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

                await TcpPump.RunAsync(client, server, work.Stopping);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The client went away, or the proxy stops: there is nobody left to tell.
                ProxyLog.ConnectionEnded(logger, e, Address);
            }
        }
    }

    private async Task<Socket?> ConnectAsync(IPAddress client)
    {
        var start = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var order = balancer.Order(client, Address.IsExternal);
            foreach (var endpoint in order)
            {
                if (await TryConnectAsync(endpoint.Target) is not { } server) continue;
                balancer.Remember(client, endpoint);
                return server;
            }

            if (order.Count == 0 || time.GetElapsedTime(start) > s_patience || !await PauseAsync(pause))
            {
                ProxyLog.NoEndpoint(logger, balancer.Rule.Key, Address);
                return null;
            }

            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.TicksPerSecond));
        }
    }

    private async Task<Socket?> TryConnectAsync(IPEndPoint target)
    {
        var server = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(s_connectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, work.Stopping);
        try
        {
            await server.ConnectAsync(target, either.Token);
            server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return server;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !work.Stopping.IsCancellationRequested))
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
            await Task.Delay(pause, time, work.Stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
