using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Dns;

/// <summary>Answers datagrams. What the caches know is answered at once; what has to be asked elsewhere does not hold the others up.</summary>
internal sealed class DnsUdpListener : IDisposable
{
    private const int LargestDatagram = 4096;

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
        var query = new byte[64 * 1024];
        var answer = new byte[LargestDatagram];
        var client = new SocketAddress(_socket.AddressFamily);
        return ServerSocket.ServeAsync(
            async () =>
            {
                var length = await _socket.ReceiveFromAsync(query.AsMemory(), SocketFlags.None, client, _work.Stopping);
                if (_responder.TryRespond(query.AsSpan(0, length), overTcp: false, answer, _socket.AddressFamily) is > 0 and var known)
                {
                    await _socket.SendToAsync(answer.AsMemory(0, known), SocketFlags.None, client, _work.Stopping);
                    return;
                }

                var made = _responder.RespondAsync(query.AsMemory(0, length).ToArray(), overTcp: false, _socket.AddressFamily, _work.Stopping);
                if (made.IsCompletedSuccessfully) await SendAsync(made.Result, client);
                else SendLater(made.AsTask(), Copy(client));
            },
            failure =>
            {
                DnsLog.ClientGone(_logger, failure);
                return Task.CompletedTask;
            },
            _work.Stopping);
    }

    // The next datagram's sender overwrites it.
    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }

    private void SendLater(Task<ReadOnlyMemory<byte>> answer, SocketAddress client) => _work.Run("dns.forward", async () =>
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

    private async ValueTask SendAsync(ReadOnlyMemory<byte> answer, SocketAddress client)
    {
        if (answer.Length > 0) await _socket.SendToAsync(answer, SocketFlags.None, client, _work.Stopping);
    }
}
