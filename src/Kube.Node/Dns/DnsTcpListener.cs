using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Dns;

/// <summary>Answers queries over connections, in order; a client that says nothing for a while is let go.</summary>
internal sealed class DnsTcpListener : IDisposable
{
    private const int MostConnections = 256;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly DnsResponder _responder;
    private readonly OwnedWork _work;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _connections;

    /// <exception cref="SocketException">The place is taken or not this host's.</exception>
    public DnsTcpListener(IPEndPoint address, DnsResponder responder, OwnedWork work, TimeProvider time, ILogger logger)
    {
        _responder = responder;
        _work = work;
        _time = time;
        _logger = logger;
        _socket = ServerSocket.Listen(address, 128);
        work.Run("dns.tcp", AcceptAsync);
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public void Dispose() => ServerSocket.Close(_socket);

    private Task AcceptAsync() => ServerSocket.ServeAsync(
        async () =>
        {
            var client = await _socket.AcceptAsync(_work.Stopping);
            if (Interlocked.Increment(ref _connections) <= MostConnections)
            {
                _work.Run("dns.connection", () => ServeAsync(client));
                return;
            }

            Interlocked.Decrement(ref _connections);
            client.Dispose();
        },
        failure =>
        {
            DnsLog.ClientGone(_logger, failure);
            return Task.CompletedTask;
        },
        _work.Stopping);

    private async Task ServeAsync(Socket client)
    {
        try
        {
            client.NoDelay = true;
            await using var stream = new NetworkStream(client, ownsSocket: true);
            while (await ServeOneAsync(stream))
            {
                // As long as the client asks.
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            DnsLog.ClientGone(_logger, e);
        }
        catch (Exception e)
        {
            DnsLog.QueryFailed(_logger, e);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task<bool> ServeOneAsync(NetworkStream stream)
    {
        using var idle = new CancellationTokenSource(s_idle, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, _work.Stopping);
        var size = new byte[2];
        if (await stream.ReadAtLeastAsync(size, 2, throwOnEndOfStream: false, either.Token) < 2) return false;
        var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(query, either.Token);
        var answer = await _responder.RespondAsync(query, overTcp: true, _socket.AddressFamily, _work.Stopping);
        if (answer.Length == 0) return false;
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)answer.Length);
        await stream.WriteAsync(size, either.Token);
        await stream.WriteAsync(answer, either.Token);
        return true;
    }
}
