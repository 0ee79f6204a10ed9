using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Kube.Shared.Streams;

internal sealed partial class WebSocketChannels
{
    private volatile bool _isUnwanted;

    private async Task ReadMessagesAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[32 << 10];
        var whole = new ArrayBufferWriter<byte>();
        while (true)
        {
            var isFirst = true;
            byte channel = 0;
            Pipe? pipe = null;
            whole.ResetWrittenCount();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close) return;
                ReadOnlyMemory<byte> data = buffer.AsMemory(0, part.Count);
                if (data.IsEmpty) continue;
                if (isFirst)
                {
                    channel = _isBase64 ? (byte)(data.Span[0] - '0') : data.Span[0];
                    data = data[1..];
                    isFirst = false;
                    _receiving.TryGetValue(channel, out pipe);
                }

                // Raw bytes of a stream go on as they come; what must be whole to be understood is collected.
                if (pipe is not null && !_isBase64) await DeliverAsync(pipe, data, cancellationToken);
                else if (whole.WrittenCount + data.Length > MaxWhole) throw new IOException("a message is too long");
                else whole.Write(data.Span);
            }
            while (!part.EndOfMessage);

            if (!isFirst) await EndMessageAsync(channel, pipe, whole, cancellationToken);
        }
    }

    private async ValueTask EndMessageAsync(byte channel, Pipe? pipe, ArrayBufferWriter<byte> whole, CancellationToken cancellationToken)
    {
        if (!_isBase64)
        {
            if (pipe is null && _listening.TryGetValue(channel, out var listener)) listener(whole.WrittenMemory);
            return;
        }

        var data = new byte[Base64.GetMaxDecodedFromUtf8Length(whole.WrittenCount)];
        if (Base64.DecodeFromUtf8(whole.WrittenSpan, data, out _, out var length) != OperationStatus.Done) throw new IOException("a message is no base64");
        if (pipe is not null) await DeliverAsync(pipe, data.AsMemory(0, length), cancellationToken);
        else if (_listening.TryGetValue(channel, out var listener)) listener(data.AsMemory(0, length));
    }

    private async ValueTask DeliverAsync(Pipe pipe, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_isUnwanted || data.IsEmpty) return;
        try
        {
            await pipe.Writer.WriteAsync(data, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // Data after the peer's own end of the channel.
        }
    }

    private sealed class SendingStream(WebSocketChannels owner, byte channel) : Stream
    {
        private const int MaxMessage = 32 << 10;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (!buffer.IsEmpty)
            {
                var length = Math.Min(buffer.Length, MaxMessage);
                await owner.SendAsync(channel, buffer[..length], cancellationToken);
                buffer = buffer[length..];
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("use WriteAsync");
    }
}
