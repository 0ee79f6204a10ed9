using System.Buffers;
using System.Globalization;
using System.Text;
using Kube.Shared.Streams.Spdy;

namespace Kube.Shared.Streams.RemoteCommand;

/// <summary>The client's end of a remote command, over SPDY: what CRI's streaming servers and kubelets of any age speak.</summary>
internal sealed class RemoteCommandClient : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SpdyConnection _connection;
    private readonly Task _running;
    private readonly string _protocol;
    private SpdyStream? _error;
    private SpdyStream? _stdin;
    private SpdyStream? _resize;

    private RemoteCommandClient(HttpResponseMessage response, Stream transport)
    {
        _response = response;
        _connection = new SpdyConnection(transport, isServer: false);
        _running = _connection.RunAsync(CancellationToken.None);
        // A server that names none speaks the first version.
        _protocol = response.Headers.TryGetValues(RemoteCommandProtocol.VersionHeader, out var chosen) ? chosen.First() : RemoteCommandProtocol.V1;
    }

    /// <summary>Written with the command's input; null when it has none. End it with <see cref="CompleteStdinAsync"/>.</summary>
    public Stream? Stdin => _stdin;

    /// <summary>Read for output; null when none was asked for. Read it to its end.</summary>
    public Stream? Stdout { get; private set; }

    /// <summary>Read for error output; null when none was asked for. Read it to its end.</summary>
    public Stream? Stderr { get; private set; }

    /// <summary>Starts a command.</summary>
    /// <param name="http">Sends the request.</param>
    /// <param name="uri">With the query that the server wants.</param>
    /// <param name="wanted">The streams that this query asks for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The server refused.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async Task<RemoteCommandClient> ConnectAsync(HttpMessageInvoker http, Uri uri, RemoteCommandStreams wanted, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "SPDY/3.1");
        foreach (var protocol in RemoteCommandProtocol.Spdy) request.Headers.TryAddWithoutValidation(RemoteCommandProtocol.VersionHeader, protocol);
        var response = await HttpUpgrade.SendAsync(http, request, cancellationToken);
        var client = new RemoteCommandClient(response, await response.Content.ReadAsStreamAsync(cancellationToken));
        try
        {
            client._error = await client.OpenAsync("error", cancellationToken);
            if (wanted.Stdin) client._stdin = await client.OpenAsync("stdin", cancellationToken);
            if (wanted.Stdout) client.Stdout = await client.OpenAsync("stdout", cancellationToken);
            if (wanted.Stderr) client.Stderr = await client.OpenAsync("stderr", cancellationToken);
            if (wanted.Tty && RemoteCommandProtocol.HasResize(client._protocol)) client._resize = await client.OpenAsync("resize", cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says that no more input comes.</summary>
    public ValueTask CompleteStdinAsync(CancellationToken cancellationToken) => _stdin?.CompleteWritesAsync(cancellationToken) ?? default;

    /// <summary>Tells the size of the terminal; nothing happens without one.</summary>
    public ValueTask ResizeAsync(int columns, int rows, CancellationToken cancellationToken)
    {
        if (_resize is null) return default;
        var size = string.Create(CultureInfo.InvariantCulture, $"{{\"Width\":{columns},\"Height\":{rows}}}\n");
        return _resize.WriteAsync(Encoding.UTF8.GetBytes(size), cancellationToken);
    }

    /// <summary>Waits for the command's end. The output streams are read beside it.</summary>
    /// <exception cref="IOException">The connection was lost first.</exception>
    public async Task<RemoteCommandStatus> WaitAsync(CancellationToken cancellationToken)
    {
        var words = new ArrayBufferWriter<byte>();
        while (true)
        {
            var length = await _error!.ReadAsync(words.GetMemory(1024), cancellationToken);
            if (length == 0) break;
            words.Advance(length);
        }

        var decoded = RemoteCommandStatus.Decode(words.WrittenMemory);
        // Since version 4 every end is told; silence is a lost connection.
        return words.WrittenCount == 0 && RemoteCommandProtocol.HasStatus(_protocol) ? throw new IOException("the server left without a word") : decoded;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _running;
        _response.Dispose();
    }

    private async Task<SpdyStream> OpenAsync(string kind, CancellationToken cancellationToken)
    {
        var stream = await _connection.OpenAsync(new SpdyHeaders([new(RemoteCommandProtocol.StreamType, kind)]), cancellationToken);
        await stream.WaitForReplyAsync(cancellationToken);
        return stream;
    }
}
