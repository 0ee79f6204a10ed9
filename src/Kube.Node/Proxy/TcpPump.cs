using System.Buffers;
using System.Net.Sockets;

namespace Kube.Node.Proxy;

/// <summary>Carries bytes between two connections, each direction on its own: one may end while the other goes on.</summary>
internal static class TcpPump
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Runs until both directions have ended. Both sockets belong to the caller.</summary>
    public static async Task RunAsync(Socket client, Socket server, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(CarryAsync(client, server, ended), CarryAsync(server, client, ended));
    }

    private static async Task CarryAsync(Socket from, Socket to, CancellationTokenSource ended)
    {
        try
        {
            while (await CarrySomeAsync(from, to, ended.Token))
            {
                // As long as there is more.
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side broke off: tell the other by breaking off too, so that neither takes half an answer for a whole one.
            Abort(from);
            Abort(to);
            await ended.CancelAsync();
        }
    }

    // An idle connection holds no buffer: it waits with an empty read, and rents one when there is something to carry.
    private static async ValueTask<bool> CarrySomeAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        if (from.Available == 0) await from.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            do
            {
                var count = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancellationToken);
                if (count == 0) return false;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, cancellationToken);
            }
            while (from.Available > 0);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
    }
}
