using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kube.Node.Work;

/// <summary>A port on which a part of the node tells how it is: one HTTP answer for each connection, made at once from the path that is asked for.</summary>
internal sealed class StatusPort : IDisposable
{
    private const int LongestRequest = 8192;
    private const int Backlog = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly OwnedWork _work;
    private readonly Func<string, StatusAnswer> _answer;

    private StatusPort(Socket socket, OwnedWork work, Func<string, StatusAnswer> answer) => (_socket, _work, _answer) = (socket, work, answer);

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Listens, until it is disposed or its owner stops.</summary>
    /// <param name="place">Where.</param>
    /// <param name="work">Runs the connections.</param>
    /// <param name="name">What its loops are called.</param>
    /// <param name="answer">Answers for a path; may be called at the same time by several connections.</param>
    /// <exception cref="SocketException">The place is taken or is not this host's.</exception>
    public static StatusPort Open(IPEndPoint place, OwnedWork work, string name, Func<string, StatusAnswer> answer)
    {
        var port = new StatusPort(ServerSocket.Listen(place, Backlog), work, answer);
        work.Run(name, () => ServerSocket.ServeAsync(
            async () =>
            {
                var client = await port._socket.AcceptAsync(work.Stopping);
                work.Run(name, () => port.AnswerAsync(client));
            },
            static _ => Task.CompletedTask,
            work.Stopping));
        return port;
    }

    public void Dispose() => ServerSocket.Close(_socket);

    private async Task AnswerAsync(Socket client)
    {
        using (client)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(_work.Stopping);
                patience.CancelAfter(s_patience);
                var path = await ReadPathAsync(client, patience.Token);
                await client.SendAsync(_answer(path).ToBytes(), SocketFlags.None, patience.Token);
                client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Who asks and leaves gets no answer.
            }
        }
    }

    // Of the request only the path counts, and its end.
    private static async Task<string> ReadPathAsync(Socket client, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var count = await client.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            if (count == 0) break;
            length += count;
        }

        return Encoding.ASCII.GetString(buffer, 0, length).Split(' ', 3) is [_, var path, _] ? path.Split('?')[0] : "";
    }
}
