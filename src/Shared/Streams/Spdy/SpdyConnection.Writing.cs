using System.Buffers;

namespace Kube.Shared.Streams.Spdy;

internal sealed partial class SpdyConnection
{
    private const int DefaultWindow = 64 << 10;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SpdyHeaderEncoder _encoder = new();
    private int _initialWindow = DefaultWindow;

    /// <summary>Whether the peer keeps windows.</summary>
    internal bool HasWindows { get; private set; }

    /// <summary>Whether to tell the peer how much it may send. Go's servers never ask, and when such words come as they close, the kernel drops what they sent last.</summary>
    internal bool TellsWindows => _isServer || HasWindows;

    /// <summary>Queues a control frame that answers the peer, so that reading never waits for writing.</summary>
    /// <exception cref="SpdyException">The peer asks for answers and does not read them.</exception>
    internal void Post(byte[] frame)
    {
        if (!_controls.Writer.TryWrite(frame) && !_controls.Reader.Completion.IsCompleted && !_hasEnded)
            throw new SpdyException("the peer does not read the answers that it asks for");
    }

    internal void PostReset(int streamId, SpdyResetReason reason) => Post(SpdyFrame.Control(SpdyFrameType.RstStream, 0, [streamId, (int)reason]));

    internal void PostWindow(int streamId, int change) => Post(SpdyFrame.Control(SpdyFrameType.WindowUpdate, 0, [streamId, change]));

    internal ValueTask ReplyAsync(int streamId, CancellationToken cancellationToken) =>
        WriteHeadersAsync(block => SpdyFrame.Control(SpdyFrameType.SynReply, 0, [streamId], block), SpdyHeaders.Empty, cancellationToken);

    internal async ValueTask WriteDataAsync(int streamId, ReadOnlyMemory<byte> data, bool fin, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            EnsureOpen();
            SpdyFrame.WriteDataHead(_output.GetSpan(SpdyFrame.HeadSize), streamId, fin, data.Length);
            _output.Advance(SpdyFrame.HeadSize);
            _output.Write(data.Span);
            await FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask WriteFrameAsync(byte[] frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            EnsureOpen();
            _output.Write(frame);
            await FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    // Header blocks depend on each other: each is made under the lock under which it is written.
    private async ValueTask WriteHeadersAsync(Func<byte[], byte[]> frame, SpdyHeaders headers, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            EnsureOpen();
            _output.Write(frame(_encoder.Encode(headers)));
            await FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    // Half a frame cannot be taken back: only the end of the connection interrupts a write.
    private async ValueTask FlushAsync()
    {
        try
        {
            await _output.FlushAsync(_ended.Token);
        }
        catch (Exception gone) when (IsLoss(gone))
        {
            throw new IOException("the connection has ended", gone);
        }
    }

    private void EnsureOpen()
    {
        if (_ended.IsCancellationRequested) throw new IOException("the connection has ended");
    }

    private async Task WriteControlsAsync()
    {
        try
        {
            await foreach (var frame in _controls.Reader.ReadAllAsync()) await WriteFrameAsync(frame, CancellationToken.None);
        }
        catch (IOException)
        {
            // The connection is gone, and with it whoever would have read this; reading ends by itself.
            await _ended.CancelAsync();
        }
    }

    private void SetInitialWindow(int window)
    {
        SpdyStream[] open;
        int change;
        lock (_gate)
        {
            change = window - _initialWindow;
            _initialWindow = window;
            HasWindows = true;
            open = [.. _streams.Values];
        }

        foreach (var stream in open) stream.OnWindow(change);
    }

    private void OnWindowUpdate(int streamId, int change)
    {
        HasWindows = true;
        if (change == 0) throw new SpdyException("a window that does not grow");
        var stream = Find(streamId);
        if (stream is null || stream.OnWindow(change)) return;
        PostReset(streamId, SpdyResetReason.FlowControlError);
        stream.OnReset((int)SpdyResetReason.FlowControlError);
    }
}
