using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Dns;

/// <summary>Answers datagrams. What the caches know is answered at once; what has to be asked elsewhere does not hold the others up.</summary>
internal sealed class DnsUdpListener : IDisposable
{
    private readonly Socket _socket;
    private readonly DnsResponder _responder;
    private readonly OwnedWork _work;
    private readonly ILogger _logger;

    /// <exception cref="SocketException">The place is taken or not this host's.</exception>
    public DnsUdpListener(IPEndPoint address, DnsResponder responder, OwnedWork work, ILogger logger)
    {
        _responder = responder;
        _work = work;
        _logger = logger;
        _socket = ServerSocket.Receive(address);
        work.Run("dns.udp", ReceiveAsync);
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public void Dispose() => _socket.Dispose();

    private Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var anyone = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        return ServerSocket.ServeAsync(
            async () =>
            {
                var received = await _socket.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, anyone, _work.Stopping);
                var answer = _responder.RespondAsync(buffer.AsMemory(0, received.ReceivedBytes).ToArray(), overTcp: false, _work.Stopping);
                if (answer.IsCompletedSuccessfully) await SendAsync(answer.Result, received.RemoteEndPoint);
                else SendLater(answer.AsTask(), received.RemoteEndPoint);
            },
            failure =>
            {
                DnsLog.ClientGone(_logger, failure);
                return Task.CompletedTask;
            },
            _work.Stopping);
    }

    private void SendLater(Task<ReadOnlyMemory<byte>> answer, EndPoint client) => _work.Run("dns.forward", async () =>
    {
        try
        {
            await SendAsync(await answer, client);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            DnsLog.ClientGone(_logger, e);
        }
        catch (Exception e)
        {
            DnsLog.QueryFailed(_logger, e);
        }
    });

    private async ValueTask SendAsync(ReadOnlyMemory<byte> answer, EndPoint client)
    {
        if (answer.Length > 0) await _socket.SendToAsync(answer, SocketFlags.None, client, _work.Stopping);
    }
}
