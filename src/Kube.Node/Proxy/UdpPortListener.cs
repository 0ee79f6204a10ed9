using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Takes datagrams and carries them to endpoints. The datagrams of one client go to one endpoint, and the answers back, until neither has sent anything for a
/// while or the endpoint is no longer one.</summary>
internal sealed class UdpPortListener(ListenAddress address, Socket socket, ServiceBalancer balancer, OwnedWork work, TimeProvider time, ILogger logger)
    : PortListener(address, socket)
{
    /// <summary>Most clients at a time; the datagrams of others are dropped, as a full network drops them.</summary>
    private const int MostSessions = 4096;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<IPEndPoint, Session> _sessions = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly IPEndPoint _anyone = new(address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var session in _sessions.Values) session.Socket.Dispose();
    }

    protected override Task RunAsync() => ServerSocket.ServeAsync(
        async () =>
        {
            var received = await Socket.ReceiveFromAsync(_buffer.AsMemory(), SocketFlags.None, _anyone, work.Stopping);
            if (SessionOf((IPEndPoint)received.RemoteEndPoint) is { } session) await ForwardAsync(session, _buffer.AsMemory(0, received.ReceivedBytes));
        },
        failure =>
        {
            // An earlier answer found nobody (ICMP): of no concern to the next datagram.
            ProxyLog.ConnectionEnded(logger, failure, Address);
            return Task.CompletedTask;
        },
        work.Stopping);

    private async ValueTask ForwardAsync(Session session, ReadOnlyMemory<byte> datagram)
    {
        try
        {
            session.LastUsed = time.GetTimestamp();
            await session.Socket.SendAsync(datagram, SocketFlags.None, work.Stopping);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            End(session);
        }
    }

    private Session? SessionOf(IPEndPoint client)
    {
        if (_sessions.TryGetValue(client, out var session))
        {
            if (balancer.Endpoints(Address.IsExternal).Contains(session.Endpoint)) return session;
            End(session);
        }

        if (_sessions.Count >= MostSessions || balancer.Order(client.Address, Address.IsExternal) is not [var endpoint, ..]) return null;
        var toEndpoint = new Socket(endpoint.Target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            toEndpoint.Connect(endpoint.Target);
        }
        catch (SocketException)
        {
            toEndpoint.Dispose();
            return null;
        }

        session = new Session(client, endpoint, toEndpoint) { LastUsed = time.GetTimestamp() };
        _sessions[client] = session;
        balancer.Remember(client.Address, endpoint);
        work.Run("proxy.datagrams", () => AnswerAsync(session));
        return session;
    }

    private async Task AnswerAsync(Session session)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var count = await ReceiveOrIdleAsync(session, buffer);
                if (count < 0) break;
                session.LastUsed = time.GetTimestamp();
                await Socket.SendToAsync(buffer.AsMemory(0, count), SocketFlags.None, session.Client, work.Stopping);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            ProxyLog.ConnectionEnded(logger, e, Address);
        }
        finally
        {
            End(session);
        }
    }

    // The size of an answer; negative when nothing was said for so long that the session is over.
    private async Task<int> ReceiveOrIdleAsync(Session session, byte[] buffer)
    {
        while (true)
        {
            using var idle = new CancellationTokenSource(s_idle, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, work.Stopping);
            try
            {
                return await session.Socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, either.Token);
            }
            catch (OperationCanceledException) when (!work.Stopping.IsCancellationRequested)
            {
                if (time.GetElapsedTime(session.LastUsed) >= s_idle) return -1;
            }
        }
    }

    private void End(Session session)
    {
        _sessions.TryRemove(KeyValuePair.Create(session.Client, session));
        session.Socket.Dispose();
    }

    private sealed class Session(IPEndPoint client, ProxyEndpoint endpoint, Socket socket)
    {
        public IPEndPoint Client => client;

        public ProxyEndpoint Endpoint => endpoint;

        public Socket Socket => socket;

        public long LastUsed { get; set; }
    }
}
