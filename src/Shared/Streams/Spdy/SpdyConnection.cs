using System.IO.Pipelines;
using System.Threading.Channels;

namespace Kube.Shared.Streams.Spdy;

/// <summary>One end of a SPDY/3.1 connection over any byte stream: opens streams, accepts the peer's, and moves their data.</summary>
/// <remarks>
/// <para>The dialect is that of Kubernetes' streaming protocols: no HTTP semantics, headers say what a stream is for, either side may open streams.</para>
/// <para>Kubernetes' own peers announce no window and never acknowledge data, so data is held back for the peer's window only once the peer has shown that it
/// keeps windows, by SETTINGS or a WINDOW_UPDATE. What is received is acknowledged as it is read. A stream whose reader is slow holds up the whole
/// connection after <see cref="SpdyStream.ReceiveBuffer"/> bytes, as there is no other way to slow down such a peer.</para>
/// <para>Bounds: <see cref="MaxStreams"/> open streams, <see cref="MaxControlFrame"/> bytes of a control frame, <see cref="MaxPendingControls"/> answers not yet
/// written. Who exceeds the first is refused the stream; who exceeds another loses the connection.</para>
/// </remarks>
internal sealed partial class SpdyConnection : IAsyncDisposable
{
    public const int MaxStreams = 1000;
    public const int MaxControlFrame = 64 << 10;
    public const int MaxPendingControls = 1024;

    private static readonly TimeSpan GoAwayTime = TimeSpan.FromSeconds(1);

    private readonly Stream _transport;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly bool _isServer;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SpdyStream> _streams = [];
    private readonly Channel<SpdyStream> _accepted = Channel.CreateBounded<SpdyStream>(MaxStreams);
    private readonly Channel<byte[]> _controls = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxPendingControls) { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private int _nextId;
    private int _lastPeerId;
    private bool _hasEnded;

    /// <param name="transport">The bytes; disposed with the connection.</param>
    /// <param name="isServer">Which end this is: it decides about the numbers of streams.</param>
    public SpdyConnection(Stream transport, bool isServer)
    {
        _transport = transport;
        _isServer = isServer;
        _nextId = isServer ? 2 : 1;
        _input = PipeReader.Create(transport, new StreamPipeReaderOptions(bufferSize: 16 << 10, leaveOpen: true));
        _output = PipeWriter.Create(transport, new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <summary>Cancelled when the connection has ended, whoever ended it.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Moves frames until the peer closes, breaks the protocol, or the token is cancelled; never throws for what the peer does.</summary>
    /// <returns>Null when the peer closed in order; else what went wrong.</returns>
    public async Task<Exception?> RunAsync(CancellationToken cancellationToken)
    {
        var controls = WriteControlsAsync();
        Exception? failure = null;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
            await ReadFramesAsync(stop.Token);
        }
        catch (SpdyException broken)
        {
            failure = broken;
            _controls.Writer.TryWrite(SpdyFrame.Control(SpdyFrameType.GoAway, 0, [_lastPeerId, 1]));
        }
        catch (Exception gone) when (IsLoss(gone))
        {
            failure = gone;
        }

        await EndAsync(failure, controls);
        return failure;
    }

    /// <summary>The next stream that the peer opens, which waits for <see cref="SpdyStream.ReplyAsync"/>; null when the connection has ended.</summary>
    public async ValueTask<SpdyStream?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var stream)) return stream;
        }

        return null;
    }

    /// <summary>Opens a stream; the peer's reply is awaited with <see cref="SpdyStream.WaitForReplyAsync"/>.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async ValueTask<SpdyStream> OpenAsync(SpdyHeaders headers, CancellationToken cancellationToken)
    {
        SpdyStream? stream = null;
        await WriteHeadersAsync(
            block =>
            {
                // Under the writer's lock: numbers go out in rising order.
                lock (_gate)
                {
                    if (_hasEnded) throw new IOException("the connection has ended");
                    stream = new SpdyStream(this, _nextId, headers, _initialWindow);
                    _nextId += 2;
                    _streams.Add(stream.Id, stream);
                }

                return SpdyFrame.Control(SpdyFrameType.SynStream, 0, [stream.Id, 0], [0, 0, .. block]);
            },
            headers,
            cancellationToken);
        return stream!;
    }

    /// <summary>Says that no further streams are taken.</summary>
    public ValueTask GoAwayAsync(CancellationToken cancellationToken) =>
        WriteFrameAsync(SpdyFrame.Control(SpdyFrameType.GoAway, 0, [_lastPeerId, 0]), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _transport.DisposeAsync();
    }

    internal void Forget(int streamId)
    {
        lock (_gate) _streams.Remove(streamId);
    }

    private static bool IsLoss(Exception failure) =>
        failure is IOException or OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException or InvalidOperationException;

    private async Task EndAsync(Exception? failure, Task controls)
    {
        SpdyStream[] open;
        lock (_gate)
        {
            _hasEnded = true;
            open = [.. _streams.Values];
            _streams.Clear();
        }

        foreach (var stream in open) stream.OnConnectionEnded(failure);
        _accepted.Writer.TryComplete();
        _controls.Writer.TryComplete();
        // Who broke the protocol is told, but not waited for.
        if (failure is SpdyException) _ended.CancelAfter(GoAwayTime);
        else await _ended.CancelAsync();
        await controls;
        await _ended.CancelAsync();
        _decoder.Dispose();
    }
}
