using System.Globalization;
using System.Text;
using Kube.Node.Errors;
using Kube.Shared.Streams;
using Kube.Shared.Streams.PortForward;
using Kube.Shared.Streams.RemoteCommand;
using Kube.Shared.Streams.Spdy;

namespace Kube.Node.Cri;

/// <summary>One forwarded connection over a streaming server: a data and an error stream on a SPDY connection of its own.</summary>
/// <remarks>The server tells only afterwards whether somebody listens: then reading fails with its words.</remarks>
internal sealed class CriPortStream : DuplexStream
{
    private readonly HttpResponseMessage _response;
    private readonly SpdyConnection _connection;
    private readonly Task _running;
    private SpdyStream? _data;
    private SpdyStream? _error;

    private CriPortStream(HttpResponseMessage response, Stream transport)
    {
        _response = response;
        _connection = new(transport, isServer: false);
        _running = _connection.RunAsync(CancellationToken.None);
    }

    public static async ValueTask<Stream> OpenAsync(HttpMessageInvoker http, Uri address, int port, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "SPDY/3.1");
        request.Headers.TryAddWithoutValidation(RemoteCommandProtocol.VersionHeader, PortForwardProtocol.Spdy);
        try
        {
            var response = await HttpUpgrade.SendAsync(http, request, cancellationToken);
            var stream = new CriPortStream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
            stream._error = await stream.OpenAsync(PortForwardProtocol.ErrorType, port, cancellationToken);
            await stream._error.CompleteWritesAsync(cancellationToken);
            stream._data = await stream.OpenAsync(PortForwardProtocol.DataType, port, cancellationToken);
            return stream;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RuntimeFailureException($"failed to connect to localhost:{port} inside the pod", e.Message, e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _data!.ReadAsync(buffer, cancellationToken);
        if (read > 0 || buffer.Length == 0) return read;
        var words = new byte[4096];
        var length = await _error!.ReadAtLeastAsync(words, words.Length, throwOnEndOfStream: false, cancellationToken);
        return length == 0 ? 0 : throw new IOException(Encoding.UTF8.GetString(words, 0, length));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _data!.WriteAsync(buffer, cancellationToken);

    /// <summary>The client has sent everything and may still want the answer.</summary>
    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => _data!.CompleteWritesAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _running;
        _response.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _response.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<SpdyStream> OpenAsync(string kind, int port, CancellationToken cancellationToken)
    {
        var stream = await _connection.OpenAsync(
            new SpdyHeaders(
            [
                new(RemoteCommandProtocol.StreamType, kind),
                new(PortForwardProtocol.PortHeader, port.ToString(CultureInfo.InvariantCulture)),
                new(PortForwardProtocol.RequestHeader, "0"),
            ]),
            cancellationToken);
        await stream.WaitForReplyAsync(cancellationToken);
        return stream;
    }
}
