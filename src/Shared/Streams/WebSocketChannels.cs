using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Kube.Shared.Streams;

/// <summary>Several byte streams over one WebSocket: the first byte of a message is its channel, a digit in the base64 forms.</summary>
/// <remarks>A receiving channel whose reader is slow holds up the socket after <see cref="ReceiveBuffer"/> bytes. Messages to unknown channels are dropped.</remarks>
internal sealed partial class WebSocketChannels : IAsyncDisposable
{
    public const int ReceiveBuffer = 256 << 10;
    private const int MaxWhole = 1 << 20;
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly bool _isBase64;
    private readonly TimeProvider _time;
    private readonly Dictionary<byte, Pipe> _receiving = [];
    private readonly Dictionary<byte, Action<ReadOnlyMemory<byte>>> _listening = [];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _peerClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WebSocketChannels(WebSocket socket, bool isBase64, TimeProvider time)
    {
        _socket = socket;
        _isBase64 = isBase64;
        _time = time;
    }

    /// <summary>Cancelled when the socket is closed or lost.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>What arrives on a channel, as a stream. Before <see cref="RunAsync"/>.</summary>
    public Stream Receive(byte channel)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: ReceiveBuffer, resumeWriterThreshold: ReceiveBuffer / 2, useSynchronizationContext: false));
        _receiving.Add(channel, pipe);
        return pipe.Reader.AsStream();
    }

    /// <summary>Has whole messages of a channel handed to a listener. Before <see cref="RunAsync"/>.</summary>
    public void Listen(byte channel, Action<ReadOnlyMemory<byte>> listener) => _listening.Add(channel, listener);

    /// <summary>A stream whose writes are messages on a channel.</summary>
    public Stream Send(byte channel) => new SendingStream(this, channel);

    /// <summary>The peer said that nothing more comes on a channel.</summary>
    public void EndOf(byte channel)
    {
        if (_receiving.TryGetValue(channel, out var pipe)) pipe.Writer.Complete();
    }

    /// <summary>Reads messages until the peer closes or is lost; does not throw for what the peer does.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
            await ReadMessagesAsync(stop.Token);
        }
        catch (Exception gone) when (IsLoss(gone))
        {
            failure = gone;
        }

        foreach (var (_, pipe) in _receiving) await pipe.Writer.CompleteAsync(failure is null ? null : new IOException("the connection has ended", failure));
        _peerClosed.TrySetResult();
        await _ended.CancelAsync();
    }

    /// <summary>Sends one message; false when nobody is there any more.</summary>
    public async ValueTask<bool> TrySendAsync(byte channel, ReadOnlyMemory<byte> data)
    {
        try
        {
            await SendAsync(channel, data, CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Closes in order: nothing more is sent, and the peer's own close is waited for, within bounds.</summary>
    public async Task CloseAsync()
    {
        // Input that nobody reads any more must not stand in front of the peer's close.
        foreach (var (_, pipe) in _receiving) pipe.Writer.CancelPendingFlush();
        _isUnwanted = true;
        try
        {
            await _sending.WaitAsync(_ended.Token);
            try
            {
                if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", _ended.Token);
            }
            finally
            {
                _sending.Release();
            }

            await _peerClosed.Task.WaitAsync(ClosingTime, _time, CancellationToken.None);
        }
        catch (Exception gone) when (gone is TimeoutException || IsLoss(gone))
        {
            // Gone already, or not going although told.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _socket.Dispose();
    }

    private async ValueTask SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var size = 1 + (_isBase64 ? Base64.GetMaxEncodedToUtf8Length(data.Length) : data.Length);
        var message = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            message[0] = _isBase64 ? (byte)('0' + channel) : channel;
            if (_isBase64) Base64.EncodeToUtf8(data.Span, message.AsSpan(1), out _, out _);
            else data.CopyTo(message.AsMemory(1));
            await _sending.WaitAsync(cancellationToken);
            try
            {
                await _socket.SendAsync(
                    message.AsMemory(0, size), _isBase64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, _ended.Token);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception gone) when (IsLoss(gone) && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the connection has ended", gone);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private static bool IsLoss(Exception failure) =>
        failure is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
