using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Takes datagrams and carries them to endpoints. The datagrams of one client go to one endpoint, and the answers back, until neither has sent anything for a
/// while or the endpoint is no longer one.</summary>
internal sealed class UdpPortListener : IPortListener
{
    /// <summary>Most clients at a time; the datagrams of others are dropped, as a full network drops them.</summary>
    private const int MostSessions = 4096;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly ServiceBalancer _balancer;
    private readonly OwnedWork _work;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<IPEndPoint, Session> _sessions = new();

    /// <exception cref="SocketException">The place is taken or is not this host's.</exception>
    public UdpPortListener(ListenAddress address, ServiceBalancer balancer, OwnedWork work, TimeProvider time, ILogger logger)
    {
        Address = address;
        _balancer = balancer;
        _work = work;
        _time = time;
        _logger = logger;
        _socket = new Socket(address.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Bind(new IPEndPoint(address.Address, address.Port));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        work.Run($"proxy.{address}", ReceiveAsync);
    }

    public ListenAddress Address { get; }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        foreach (var session in _sessions.Values) session.Socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var anyone = new IPEndPoint(Address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_work.Stopping.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, anyone, _work.Stopping);
                if (SessionOf((IPEndPoint)received.RemoteEndPoint) is { } session) await ForwardAsync(session, buffer.AsMemory(0, received.ReceivedBytes));
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException || (e is SocketException { SocketErrorCode: SocketError.OperationAborted }))
            {
                return;
            }
            catch (SocketException e)
            {
                // An earlier answer found nobody (ICMP): of no concern to the next datagram.
                ProxyLog.ConnectionEnded(_logger, e, Address);
            }
        }
    }

    private async ValueTask ForwardAsync(Session session, ReadOnlyMemory<byte> datagram)
    {
        try
        {
            session.LastUsed = _time.GetTimestamp();
            await session.Socket.SendAsync(datagram, SocketFlags.None, _work.Stopping);
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
            if (_balancer.Endpoints(Address.IsExternal).Contains(session.Endpoint)) return session;
            End(session);
        }

        if (_sessions.Count >= MostSessions || _balancer.Order(client.Address, Address.IsExternal) is not [var endpoint, ..]) return null;
        var socket = new Socket(endpoint.Target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(endpoint.Target);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        session = new Session(client, endpoint, socket) { LastUsed = _time.GetTimestamp() };
        _sessions[client] = session;
        _balancer.Remember(client.Address, endpoint);
        _work.Run("proxy.datagrams", () => AnswerAsync(session));
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
                session.LastUsed = _time.GetTimestamp();
                await _socket.SendToAsync(buffer.AsMemory(0, count), SocketFlags.None, session.Client, _work.Stopping);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            ProxyLog.ConnectionEnded(_logger, e, Address);
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
            using var idle = new CancellationTokenSource(s_idle, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, _work.Stopping);
            try
            {
                return await session.Socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, either.Token);
            }
            catch (OperationCanceledException) when (!_work.Stopping.IsCancellationRequested)
            {
                if (_time.GetElapsedTime(session.LastUsed) >= s_idle) return -1;
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
