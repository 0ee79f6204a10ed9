using System.Net.Sockets;

namespace Kube.Shared.Streams.PortForward;

/// <summary>Where forwarded connections lead.</summary>
/// <param name="open">Connects to a port; the stream is disposed after use.</param>
/// <param name="describe">What the client is told when that fails.</param>
internal sealed class PortForwardTarget(Func<int, CancellationToken, ValueTask<Stream>> open, Func<int, Exception, string> describe)
{
    /// <summary>Connects, and copies both ways until the target has sent everything, or either side is lost.</summary>
    /// <returns>What to tell the client; null when nothing went wrong.</returns>
    public async Task<string?> ForwardAsync(int port, Stream fromClient, Stream toClient, CancellationToken cancellationToken)
    {
        try
        {
            await using var target = await open(port, cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sending = SendAsync(fromClient, target, ending);
            Exception? failure = null;
            try
            {
                await target.CopyToAsync(toClient, ending.Token);
            }
            catch (Exception lost) when (IsLoss(lost))
            {
                failure = lost;
            }

            // When the target has ended, nobody is left to send to.
            await ending.CancelAsync();
            var sendFailure = await sending;
            return (sendFailure ?? failure) is { } reason and not OperationCanceledException ? describe(port, reason) : null;
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            return describe(port, refused);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<Exception?> SendAsync(Stream fromClient, Stream target, CancellationTokenSource ending)
    {
        try
        {
            await fromClient.CopyToAsync(target, ending.Token);
            await target.FlushAsync(ending.Token);
            // The client has sent everything and may still want the answer.
            if (target is NetworkStream network) network.Socket.Shutdown(SocketShutdown.Send);
            else if (target is DuplexStream duplex) await duplex.CompleteWritesAsync(ending.Token);
            return null;
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            await ending.CancelAsync();
            return lost is OperationCanceledException ? null : lost;
        }
    }

    private static bool IsLoss(Exception failure) => failure is IOException or OperationCanceledException or ObjectDisposedException or SocketException;
}
