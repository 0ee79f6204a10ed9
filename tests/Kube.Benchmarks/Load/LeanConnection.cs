using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Kube.Benchmarks.Load;

/// <summary>One HTTP/1.1 keep-alive connection over TLS that does as little as a client can: it sends ready-made bytes and skips through the answer.
/// The client shares the machine's cores with the server, so what it spends is taken from the figure.</summary>
internal sealed class LeanConnection : IAsyncDisposable
{
    public const int DefaultBufferBytes = 64 << 10;

    private readonly SslStream _stream;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;

    private LeanConnection(SslStream stream, int bufferBytes)
    {
        _stream = stream;
        _buffer = new byte[bufferBytes];
    }

    public static async Task<LeanConnection> OpenAsync(Endpoint endpoint, CancellationToken cancellationToken, int bufferBytes = DefaultBufferBytes)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, endpoint.Port), cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                // The peer is a process that this program started on loopback; trust is not what is measured.
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            },
            cancellationToken);
        return new LeanConnection(stream, bufferBytes);
    }

    /// <summary>Sends one request and reads its answer to the end.</summary>
    public async ValueTask<HttpAnswer> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(request, cancellationToken);
        var head = await ReadHeadAsync(cancellationToken);
        var body = head.Chunked ? await SkipChunksAsync(cancellationToken) : await SkipAsync(head.Length, cancellationToken);
        return new HttpAnswer(head.Status, body);
    }

    /// <summary>Sends one request and reads its answer's body as text.</summary>
    public async Task<string> ReadTextAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(request, cancellationToken);
        var head = await ReadHeadAsync(cancellationToken);
        if (head.Chunked) throw new InvalidOperationException("a short answer was expected, with a Content-Length");
        var text = new StringBuilder();
        for (var left = head.Length; left > 0;)
        {
            if (_start == _end) await FillAsync(cancellationToken);
            var take = (int)Math.Min(left, _end - _start);
            text.Append(Encoding.UTF8.GetString(_buffer, _start, take));
            _start += take;
            left -= take;
        }

        return text.ToString();
    }

    /// <summary>Sends a request whose answer never ends and hands each piece as it arrives to <paramref name="piece"/>.</summary>
    public async Task StreamAsync(ReadOnlyMemory<byte> request, Action<ReadOnlyMemory<byte>> piece, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(request, cancellationToken);
        var head = await ReadHeadAsync(cancellationToken);
        if (head.Status != 200) throw new InvalidOperationException($"the stream was answered with {head.Status}");
        while (true)
        {
            if (_start < _end) piece(_buffer.AsMemory(_start, _end - _start));
            _start = _end = 0;
            await FillAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<(int Status, long Length, bool Chunked)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var window = _buffer.AsSpan(_start, _end - _start);
            var end = window.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = ParseHead(window[..(end + 2)]);
                _start += end + 4;
                return head;
            }

            await FillAsync(cancellationToken);
        }
    }

    private static (int Status, long Length, bool Chunked) ParseHead(ReadOnlySpan<byte> head)
    {
        var status = (int)Number(head[9..12]);
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0) return (status, 0, head.IndexOf("Transfer-Encoding: chunked"u8) >= 0);
        return (status, Number(head[(at + 16)..]), false);
    }

    private static long Number(ReadOnlySpan<byte> text, char format = 'D') =>
        Utf8Parser.TryParse(text, out long number, out _, format) ? number : throw new InvalidDataException("a number was expected in the answer's head");

    private async ValueTask<long> SkipAsync(long length, CancellationToken cancellationToken)
    {
        for (var left = length; left > 0;)
        {
            if (_start == _end) await FillAsync(cancellationToken);
            var take = (int)Math.Min(left, _end - _start);
            _start += take;
            left -= take;
        }

        return length;
    }

    private async ValueTask<long> SkipChunksAsync(CancellationToken cancellationToken)
    {
        var total = 0L;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0) await FillAsync(cancellationToken);
            var size = Number(_buffer.AsSpan(_start, line), 'x');
            _start += line + 2;
            await SkipAsync(size + 2, cancellationToken);
            if (size == 0) return total;
            total += size;
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (read == 0) throw new EndOfStreamException("the server closed the connection");
        _end += read;
    }
}
