using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Kube.Shared.Grpc.Client;

/// <summary>Calls to one server over HTTP/2. Safe for concurrent use; a lost connection is made anew by the next call.</summary>
internal sealed class GrpcChannel : IDisposable
{
    private const int ResponseHeaderKilobytes = 128;
    private const int StreamWindow = 1 << 20;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly GrpcChannelOptions _options;

    private GrpcChannel(Uri address, SocketsHttpHandler handler, GrpcChannelOptions options)
    {
        handler.UseProxy = false;
        handler.UseCookies = false;
        handler.AllowAutoRedirect = false;
        handler.ActivityHeadersPropagator = null;
        handler.EnableMultipleHttp2Connections = true;
        handler.ConnectTimeout = options.ConnectTimeout;
        handler.InitialHttp2StreamWindowSize = StreamWindow;
        // A status message is a header, and what a runtime has to say can be long.
        handler.MaxResponseHeadersLength = ResponseHeaderKilobytes;
        handler.PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan;
        _http = new(handler, disposeHandler: true);
        _address = address;
        _options = options;
    }

    /// <summary>A server on a Unix socket, HTTP/2 without TLS.</summary>
    public static GrpcChannel ForUnixSocket(string path, GrpcChannelOptions? options = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new(new("http://localhost"), handler, options ?? new());
    }

    /// <summary>A server on TCP: <c>http</c> is HTTP/2 without TLS, <c>https</c> with it.</summary>
    /// <param name="address">Scheme, host and port.</param>
    /// <param name="tls">Whom to trust and who we are; null is the system's trust.</param>
    /// <param name="options">What all calls have in common.</param>
    public static GrpcChannel ForAddress(Uri address, SslClientAuthenticationOptions? tls = null, GrpcChannelOptions? options = null)
    {
        var handler = new SocketsHttpHandler
        {
            // A peer whose machine is gone says nothing; over a Unix socket the kernel does.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        if (tls is not null) handler.SslOptions = tls;
        return new(address, handler, options ?? new());
    }

    /// <summary>One request, one answer.</summary>
    /// <exception cref="GrpcException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<TResponse> UnaryAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcCallOptions options,
        CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await using var call = Start(method, new GrpcSingleBody(Frame(request)), options, cancellationToken);
        return await call.ReadSingleAsync(cancellationToken);
    }

    /// <summary>One request, a stream of answers until the server ends it or the enumeration is left.</summary>
    /// <exception cref="GrpcException">The call failed; answers that came before were given.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async IAsyncEnumerable<TResponse> ServerStreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        TRequest request,
        GrpcCallOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await using var call = Start(method, new GrpcSingleBody(Frame(request)), options, cancellationToken);
        while (await call.ReadAsync(cancellationToken) is { } response)
            yield return response;
    }

    /// <summary>A call whose client sends a stream: one answer or a stream of them comes. The caller disposes it, which ends it.</summary>
    /// <param name="method">The call.</param>
    /// <param name="options">What it wants.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public GrpcCall<TRequest, TResponse> Open<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, GrpcCallOptions options, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var body = new GrpcStreamBody();
        return Start(method, body, options, cancellationToken, body);
    }

    /// <summary>Ends the connections; calls under way fail.</summary>
    public void Dispose() => _http.Dispose();

    private GrpcCall<TRequest, TResponse> Start<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method,
        HttpContent body,
        GrpcCallOptions options,
        CancellationToken cancellationToken,
        GrpcStreamBody? stream = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var life = new GrpcCallLife(options.Timeout, _options.Time, cancellationToken);
        return new(method, SendAsync(method.Path, body, options, life), life, stream, _options);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent body, GrpcCallOptions options, GrpcCallLife life)
    {
        var wait = new GrpcConnectBackoff(_options.Time);
        while (true)
        {
            var request = NewRequest(path, body, options, life);
            try
            {
                return await _http.SendAsync(request, life.Token);
            }
            catch (HttpRequestException unreachable) when (options.WaitForReady && GrpcFailures.IsUnsent(unreachable))
            {
                // Nothing was sent, so nothing can be done twice; the body goes into the next request.
                await wait.WaitAsync(life.Token);
            }
        }
    }

    private HttpRequestMessage NewRequest(string path, HttpContent body, GrpcCallOptions options, GrpcCallLife life)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", _options.UserAgent);
        request.Headers.TryAddWithoutValidation(GrpcText.AcceptEncoding, GrpcText.Identity);
        if (life.Remaining is { } remaining) request.Headers.TryAddWithoutValidation(GrpcText.Timeout, GrpcText.FormatTimeout(remaining));
        foreach (var (name, value) in options.Metadata ?? [])
        {
            if (!GrpcMetadata.IsReserved(name)) request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private byte[] Frame(IMessage message)
    {
        var frame = GrpcFrames.ToBytes(message);
        if (frame.Length > _options.MaxSendBytes)
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"trying to send message larger than max ({frame.Length} vs. {_options.MaxSendBytes})");
        return frame;
    }
}
