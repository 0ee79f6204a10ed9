using System.Globalization;
using System.Text;
using Kube.Shared.Streams.RemoteCommand;
using Kube.Shared.Streams.Spdy;

namespace Kube.Shared.Streams.PortForward;

/// <summary>Port forwarding over one SPDY connection: for every forwarded connection the client opens a data and an error stream, which name their port and
/// belong together by their request id.</summary>
internal sealed class SpdyPortForward : IAsyncDisposable
{
    private static readonly TimeSpan PairingTime = TimeSpan.FromSeconds(30);

    private readonly SpdyConnection _connection;
    private readonly PortForwardTarget _target;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, HalfPair> _halves = [];
    private readonly List<Task> _forwards = [];

    private SpdyPortForward(Stream transport, PortForwardTarget target, TimeProvider time)
    {
        _connection = new SpdyConnection(transport, isServer: true);
        _target = target;
        _time = time;
    }

    /// <summary>Serves an upgraded connection until the client closes it or the token is cancelled.</summary>
    public static async Task ServeAsync(Stream transport, PortForwardTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var server = new SpdyPortForward(transport, target, time);
        var running = server._connection.RunAsync(cancellationToken);
        while (await server._connection.AcceptAsync(CancellationToken.None) is { } stream)
        {
            if (!server.TryRead(stream, out var kind, out var port, out var request))
            {
                stream.Reset(SpdyResetReason.RefusedStream);
                continue;
            }

            try
            {
                await stream.ReplyAsync(server._connection.Ended);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                continue;
            }

            server.Pair(stream, kind, port, request);
        }

        await running;
        foreach (var half in server._halves.Values) half.Dispose();
        await Task.WhenAll(server._forwards);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private bool TryRead(SpdyStream stream, out string kind, out int port, out string request)
    {
        kind = stream.Headers.Find(RemoteCommandProtocol.StreamType) ?? "";
        port = 0;
        // Clients of the first hour sent no id: their error stream comes first, its data stream next.
        request = stream.Headers.Find(PortForwardProtocol.RequestHeader)
            ?? (kind == PortForwardProtocol.ErrorType ? stream.Id : stream.Id - 2).ToString(CultureInfo.InvariantCulture);
        return kind is PortForwardProtocol.DataType or PortForwardProtocol.ErrorType
            && int.TryParse(stream.Headers.Find(PortForwardProtocol.PortHeader), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is >= 1 and <= ushort.MaxValue;
    }

    private void Pair(SpdyStream stream, string kind, int port, string request)
    {
        _forwards.RemoveAll(static task => task.IsCompleted);
        if (_halves.Remove(request, out var half))
        {
            half.Keep();
            if (half.Kind == kind)
            {
                stream.Reset(SpdyResetReason.ProtocolError);
                half.Stream.Reset(SpdyResetReason.ProtocolError);
                return;
            }

            var (data, error) = kind == PortForwardProtocol.DataType ? (stream, half.Stream) : (half.Stream, stream);
            _forwards.Add(ForwardAsync(port, data, error));
            return;
        }

        _halves.Add(request, new HalfPair(stream, kind, _time));
    }

    private async Task ForwardAsync(int port, SpdyStream data, SpdyStream error)
    {
        try
        {
            var message = await _target.ForwardAsync(port, data, data, _connection.Ended);
            if (message is not null) await error.WriteAsync(Encoding.UTF8.GetBytes(message), _connection.Ended);
            await error.CompleteWritesAsync(_connection.Ended);
            await data.CompleteWritesAsync(_connection.Ended);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client is gone.
        }

        data.StopReading();
        error.StopReading();
    }

    /// <summary>A stream that waits for its other; dropped when that does not come in time.</summary>
    private sealed class HalfPair : IDisposable
    {
        private readonly ITimer _timer;

        public HalfPair(SpdyStream stream, string kind, TimeProvider time)
        {
            Stream = stream;
            Kind = kind;
            _timer = time.CreateTimer(static stream => ((SpdyStream)stream!).Reset(SpdyResetReason.Cancel), stream, PairingTime, Timeout.InfiniteTimeSpan);
        }

        public SpdyStream Stream { get; }

        public string Kind { get; }

        public void Keep() => _timer.Dispose();

        public void Dispose() => _timer.Dispose();
    }
}
