using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Kube.Api.Requests;

namespace Kube.Node.Dns;

/// <summary>Asks the host's resolvers what is not the cluster's. Every question goes from a port of its own under a random number: an answer that somebody else makes up does
/// not fit. Safe for concurrent use.</summary>
/// <param name="servers">The resolvers, asked in turn until one answers.</param>
/// <param name="random">Makes the numbers.</param>
/// <param name="time">The clock of the timeouts.</param>
internal sealed class UpstreamResolvers(IReadOnlyList<IPEndPoint> servers, IRandomSource random, TimeProvider time)
{
    private const int MostAtOnce = 512;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    private int _asking;

    /// <summary>Whether there is anybody to ask.</summary>
    public bool Exist => servers.Count > 0;

    /// <summary>The servers that a <c>resolv.conf</c> names, without those that would lead back here.</summary>
    public static IReadOnlyList<IPEndPoint> Read(string path, IReadOnlyCollection<IPAddress> own)
    {
        var found = new List<IPEndPoint>();
        if (!File.Exists(path)) return found;
        foreach (var line in File.ReadLines(path))
        {
            var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var text, ..] && IPAddress.TryParse(text, out var address) && !own.Contains(address)) found.Add(new(address, 53));
        }

        return found;
    }

    /// <summary>Passes a query on.</summary>
    /// <returns>The answer under the query's own number; null when nobody answered, or too much is asked at once.</returns>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, bool overTcp, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _asking) > MostAtOnce) return null;
            var copy = query.ToArray();
            random.Fill(copy.AsSpan(0, 2));
            foreach (var server in servers)
            {
                if (await TryAskAsync(server, copy, overTcp, cancellationToken) is not { } answer) continue;
                query.Span[..2].CopyTo(answer);
                return answer;
            }

            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
    }

    private async Task<byte[]?> TryAskAsync(IPEndPoint server, byte[] query, bool overTcp, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return overTcp ? await AskTcpAsync(server, query, either.Token) : await AskUdpAsync(server, query, either.Token);
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // This one does not answer; the next one may.
            return null;
        }
    }

    private static async Task<byte[]> AskUdpAsync(IPEndPoint server, byte[] query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(query, SocketFlags.None, cancellationToken);
        var buffer = new byte[4096];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            if (IsAnswer(buffer.AsSpan(0, length), query)) return buffer[..length];
        }
    }

    private static async Task<byte[]> AskTcpAsync(IPEndPoint server, byte[] query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellationToken);
        var size = new byte[2];
        await stream.ReadExactlyAsync(size, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return IsAnswer(answer, query) ? answer : throw new IOException("not an answer to this query");
    }

    private static bool IsAnswer(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> query) =>
        answer.Length >= DnsQuery.HeaderSize && (answer[2] & 0x80) != 0 && answer[..2].SequenceEqual(query[..2]);
}
