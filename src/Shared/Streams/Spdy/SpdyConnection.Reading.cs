using System.Buffers;
using System.Buffers.Binary;

namespace Kube.Shared.Streams.Spdy;

internal sealed partial class SpdyConnection
{
    private readonly SpdyHeaderDecoder _decoder = new();
    private SpdyStream? _dataTarget;
    private int _dataLeft;
    private bool _dataFin;

    private async Task ReadFramesAsync(CancellationToken cancellationToken)
    {
        SpdyFrame? pending = null;
        while (true)
        {
            var read = await _input.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (true)
            {
                if (_dataLeft > 0)
                {
                    if (rest.IsEmpty) break;
                    var part = rest.Slice(0, Math.Min(rest.Length, _dataLeft));
                    await DeliverAsync(part, cancellationToken);
                    rest = rest.Slice(part.End);
                }
                else if (pending is { } control)
                {
                    if (rest.Length < control.Length) break;
                    HandleControl(control, rest.Slice(0, control.Length));
                    rest = rest.Slice(control.Length);
                    pending = null;
                }
                else if (!SpdyFrame.TryRead(ref rest, out var frame))
                {
                    break;
                }
                else if (frame.IsControl)
                {
                    if (frame.Length > MaxControlFrame) throw new SpdyException("a control frame is too long");
                    pending = frame;
                }
                else
                {
                    BeginData(frame);
                }
            }

            _input.AdvanceTo(rest.Start, rest.End);
            if (!read.IsCompleted) continue;
            return;
        }
    }

    private void BeginData(SpdyFrame frame)
    {
        _dataTarget = Find(frame.StreamId);
        _dataLeft = frame.Length;
        _dataFin = frame.IsFin;
        // A stream that was reset here may still be written to there for a while; one that never was cannot.
        if (_dataTarget is null && !WasOpened(frame.StreamId)) PostReset(frame.StreamId, SpdyResetReason.InvalidStream);
        if (frame.Length == 0) EndData();
    }

    private async ValueTask DeliverAsync(ReadOnlySequence<byte> part, CancellationToken cancellationToken)
    {
        _dataLeft -= (int)part.Length;
        if (_dataTarget is { } target) await target.OnDataAsync(part, cancellationToken);
        if (_dataLeft == 0) EndData();
    }

    private void EndData()
    {
        if (_dataFin) _dataTarget?.OnFin();
        _dataTarget = null;
    }

    private void HandleControl(in SpdyFrame frame, in ReadOnlySequence<byte> payload)
    {
        switch (frame.Type)
        {
            case SpdyFrameType.SynStream:
                OnSynStream(frame, payload);
                break;
            case SpdyFrameType.SynReply:
            case SpdyFrameType.Headers:
                // Decoded in any case: the compression runs through all blocks.
                _decoder.Decode(payload.Slice(Math.Min(4, payload.Length)));
                if (Find(Number(payload, 0)) is not { } replied) break;
                if (frame.Type == SpdyFrameType.SynReply) replied.OnReply();
                if (frame.IsFin) replied.OnFin();
                break;
            case SpdyFrameType.RstStream:
                Find(Number(payload, 0))?.OnReset(Number(payload, 4));
                break;
            case SpdyFrameType.Settings:
                OnSettings(payload);
                break;
            case SpdyFrameType.Ping:
                // The peer's own numbers are odd when it is the client; the others answer pings from here, which are never sent.
                if ((Number(payload, 0) & 1) == (_isServer ? 1 : 0)) Post(SpdyFrame.Control(SpdyFrameType.Ping, 0, [Bits(payload, 0)]));
                break;
            case SpdyFrameType.WindowUpdate:
                OnWindowUpdate(Number(payload, 0), Number(payload, 4));
                break;
            case SpdyFrameType.GoAway:
            default:
                // After GOAWAY the peer finishes its streams and closes; unknown frames are passed over, as the protocol asks.
                break;
        }
    }

    private void OnSynStream(in SpdyFrame frame, in ReadOnlySequence<byte> payload)
    {
        var id = Number(payload, 0);
        if (payload.Length < 10) throw new SpdyException("a frame ends early");
        var headers = _decoder.Decode(payload.Slice(10));
        var isPeers = (id & 1) == (_isServer ? 1 : 0);
        if (!isPeers || id <= _lastPeerId) throw new SpdyException($"stream {id} is not the peer's to open now");
        _lastPeerId = id;
        SpdyStream? stream = null;
        lock (_gate)
        {
            if (_streams.Count < MaxStreams)
            {
                stream = new SpdyStream(this, id, headers, _initialWindow);
                _streams.Add(id, stream);
            }
        }

        if (stream is null)
        {
            PostReset(id, SpdyResetReason.RefusedStream);
            return;
        }

        if (frame.IsFin) stream.OnFin();
        if ((frame.Flags & SpdyFrame.Unidirectional) != 0) stream.OnUnidirectional();
        if (_accepted.Writer.TryWrite(stream)) return;
        PostReset(id, SpdyResetReason.RefusedStream);
        Forget(id);
    }

    private void OnSettings(in ReadOnlySequence<byte> payload)
    {
        const int initialWindow = 7;
        var count = Number(payload, 0);
        if (count < 0 || payload.Length < 4 + (8L * count)) throw new SpdyException("a frame ends early");
        for (var i = 0; i < count; i++)
        {
            if ((Number(payload, 4 + (8 * i)) & 0xffffff) == initialWindow) SetInitialWindow(Number(payload, 8 + (8 * i)));
        }
    }

    private SpdyStream? Find(int id)
    {
        lock (_gate) return _streams.GetValueOrDefault(id);
    }

    private bool WasOpened(int id)
    {
        var isPeers = (id & 1) == (_isServer ? 1 : 0);
        lock (_gate) return id > 0 && (isPeers ? id <= _lastPeerId : id < _nextId);
    }

    // The first bit of a stream's number is reserved, and no other number has it.
    private static int Number(in ReadOnlySequence<byte> payload, int offset) => Bits(payload, offset) & int.MaxValue;

    private static int Bits(in ReadOnlySequence<byte> payload, int offset)
    {
        if (payload.Length < offset + 4) throw new SpdyException("a frame ends early");
        Span<byte> number = stackalloc byte[4];
        payload.Slice(offset, 4).CopyTo(number);
        return BinaryPrimitives.ReadInt32BigEndian(number);
    }
}
