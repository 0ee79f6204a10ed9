using System.Buffers;
using System.IO.Pipelines;

namespace Kube.Shared.Streams.Spdy;

/// <summary>One stream of a connection: reads what the peer sends, writes to the peer. One reader and one writer at a time.</summary>
/// <remarks>Reading returns 0 after the peer's end; a reset is an <see cref="IOException"/>. <see cref="CompleteWritesAsync"/> ends this side; disposing without it
/// resets the stream.</remarks>
internal sealed class SpdyStream : DuplexStream
{
    public const int ReceiveBuffer = 256 << 10;
    private const int MaxChunk = 32 << 10;
    private const int AcknowledgeAt = 32 << 10;

    private readonly SpdyConnection _connection;
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: ReceiveBuffer, resumeWriterThreshold: ReceiveBuffer / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource _replied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource _windowGrown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _window;
    private int _unread;
    private int _unacknowledged;
    private volatile bool _isUnwanted;
    private volatile Exception? _broken;
    private bool _peerEnded;
    private bool _selfEnded;

    public SpdyStream(SpdyConnection connection, int id, SpdyHeaders headers, int window)
    {
        _connection = connection;
        Id = id;
        Headers = headers;
        _window = window;
    }

    public int Id { get; }

    /// <summary>What its opener said about it.</summary>
    public SpdyHeaders Headers { get; }

    /// <summary>Takes a stream that the peer opened; peers drop data that comes before it.</summary>
    public ValueTask ReplyAsync(CancellationToken cancellationToken) => _connection.ReplyAsync(Id, cancellationToken);

    /// <summary>Waits until the peer has taken the stream.</summary>
    /// <exception cref="IOException">It refused.</exception>
    public Task WaitForReplyAsync(CancellationToken cancellationToken) => _replied.Task.WaitAsync(cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isUnwanted) return 0;
        var result = await _received.Reader.ReadAsync(cancellationToken);
        var length = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var part = result.Buffer.Slice(0, length);
        part.CopyTo(buffer.Span);
        _received.Reader.AdvanceTo(part.End, length == 0 ? result.Buffer.End : part.End);
        AcknowledgeUnread(length);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var length = await TakeWindowAsync(Math.Min(buffer.Length, MaxChunk), cancellationToken);
            await _connection.WriteDataAsync(Id, buffer[..length], fin: false, cancellationToken);
            buffer = buffer[length..];
        }
    }

    /// <summary>Ends this side of the stream. Idempotent; says nothing when the peer or the connection is gone.</summary>
    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_selfEnded || _broken is not null) return;
            _selfEnded = true;
        }

        try
        {
            await _connection.WriteDataAsync(Id, default, fin: true, cancellationToken);
        }
        catch (IOException)
        {
            // Nobody is left to be told.
        }

        ForgetIfDone();
    }

    /// <summary>Ends both sides at once.</summary>
    public void Reset(SpdyResetReason reason)
    {
        lock (_gate)
        {
            if (_broken is not null || (_selfEnded && _peerEnded)) return;
            _broken = new IOException("the stream was reset");
            _selfEnded = true;
            _peerEnded = true;
            _windowGrown.TrySetResult();
        }

        StopReading();
        _connection.Forget(Id);
        try
        {
            _connection.PostReset(Id, reason);
        }
        catch (SpdyException)
        {
            // The peer reads no answers; the connection's own reader will end it.
        }
    }

    /// <summary>Nobody will read any more: what still comes is thrown away, so that it cannot hold up the connection.</summary>
    public void StopReading()
    {
        _isUnwanted = true;
        _received.Reader.CancelPendingRead();
        _received.Writer.CancelPendingFlush();
        // What waits to be read holds the peer's window: it would never write again.
        AcknowledgeUnread(int.MaxValue);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Reset(SpdyResetReason.Cancel);
            StopReading();
        }

        base.Dispose(disposing);
    }

    internal async ValueTask OnDataAsync(ReadOnlySequence<byte> data, CancellationToken cancellationToken)
    {
        if (_isUnwanted || _peerEnded || _broken is not null)
        {
            Acknowledge((int)data.Length);
            return;
        }

        foreach (var segment in data) _received.Writer.Write(segment.Span);
        lock (_gate) _unread += (int)data.Length;
        await _received.Writer.FlushAsync(cancellationToken);
        if (_isUnwanted) AcknowledgeUnread(int.MaxValue);
    }

    internal void OnFin()
    {
        lock (_gate)
        {
            if (_peerEnded) return;
            _peerEnded = true;
        }

        _received.Writer.Complete();
        ForgetIfDone();
    }

    internal void OnUnidirectional()
    {
        lock (_gate) _selfEnded = true;
    }

    internal void OnReply() => _replied.TrySetResult();

    // Go's peers end every stream so when they close: what came before counts, and reading ends as if they had said that it does.
    internal void OnReset(int reason)
    {
        if (reason == (int)SpdyResetReason.Cancel) OnFin();
        Break(new IOException($"the peer reset the stream ({reason})"));
    }

    /// <summary>False when the window would overflow.</summary>
    internal bool OnWindow(int change)
    {
        lock (_gate)
        {
            if (_window + change > int.MaxValue) return false;
            _window += change;
            _windowGrown.TrySetResult();
            return true;
        }
    }

    // Without a failure the end of the connection is the end of its streams.
    internal void OnConnectionEnded(Exception? failure)
    {
        if (failure is null) OnFin();
        Break(new IOException("the connection has ended", failure));
    }

    // Only the connection's reader, or who comes after it, may complete the pipe that it writes.
    private void Break(IOException failure)
    {
        bool completes;
        lock (_gate)
        {
            if (_broken is not null) return;
            _broken = failure;
            completes = !_peerEnded;
            _peerEnded = true;
            _windowGrown.TrySetResult();
        }

        if (completes) _received.Writer.Complete(failure);
        if (_replied.TrySetException(failure)) _ = _replied.Task.Exception;
        _connection.Forget(Id);
    }

    private async ValueTask<int> TakeWindowAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_broken is { } broken) throw new IOException(broken.Message, broken);
                if (_selfEnded) throw new IOException("the stream is ended");
                var free = _connection.HasWindows ? (int)Math.Clamp(_window, 0, wanted) : wanted;
                if (free > 0)
                {
                    _window -= free;
                    return free;
                }

                if (_windowGrown.Task.IsCompleted) _windowGrown = new(TaskCreationOptions.RunContinuationsAsynchronously);
                grown = _windowGrown.Task;
            }

            await grown.WaitAsync(cancellationToken);
        }
    }

    private void AcknowledgeUnread(int atMost)
    {
        int length;
        lock (_gate)
        {
            length = Math.Min(atMost, _unread);
            _unread -= length;
        }

        Acknowledge(length);
    }

    private void Acknowledge(int length)
    {
        int change;
        lock (_gate)
        {
            _unacknowledged += length;
            if (_unacknowledged < AcknowledgeAt || _peerEnded || !_connection.TellsWindows) return;
            change = _unacknowledged;
            _unacknowledged = 0;
        }

        _connection.PostWindow(Id, change);
    }

    private void ForgetIfDone()
    {
        lock (_gate)
        {
            if (!_selfEnded || !_peerEnded) return;
        }

        _connection.Forget(Id);
    }
}
