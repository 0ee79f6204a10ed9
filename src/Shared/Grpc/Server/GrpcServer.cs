using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Kube.Shared.Grpc.Server;

/// <summary>Serves calls from an ASP.NET Core pipeline: <c>app.Run(server.HandleAsync)</c>, or mapped to <c>/{service}/{method}</c>. Methods are added before it serves.</summary>
/// <remarks>The host listens with HTTP/2; on a Unix socket or plain TCP with HTTP/2 alone, since there is nothing by which a client could ask for it.</remarks>
internal sealed class GrpcServer(GrpcServerOptions? options = null)
{
    private readonly GrpcServerOptions _options = options ?? new();
    private readonly Dictionary<string, Func<GrpcServerContext, Task>> _methods = new(StringComparer.Ordinal);

    /// <summary>The paths of all methods, for a host that maps them one by one.</summary>
    public IReadOnlyCollection<string> Paths => _methods.Keys;

    /// <summary>A call with one request and one answer.</summary>
    public GrpcServer AddUnary<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, Func<TRequest, GrpcServerContext, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(method, async context => Answer(context, await handler(await SingleAsync(method, context), context)));

    /// <summary>A call with one request and a stream of answers.</summary>
    public GrpcServer AddServerStream<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, Func<TRequest, GrpcResponseWriter<TResponse>, GrpcServerContext, Task> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(method, async context => await handler(await SingleAsync(method, context), new(context), context));

    /// <summary>A call with a stream of requests and one answer.</summary>
    public GrpcServer AddClientStream<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, Func<GrpcRequestReader<TRequest>, GrpcServerContext, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(method, async context => Answer(context, await handler(ReaderOf(method, context), context)));

    /// <summary>A call with streams both ways.</summary>
    public GrpcServer AddDuplex<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, Func<GrpcRequestReader<TRequest>, GrpcResponseWriter<TResponse>, GrpcServerContext, Task> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(method, context => handler(ReaderOf(method, context), new(context), context));

    /// <summary>Serves one request, to its end.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (Refuses(http)) return;
        http.Response.ContentType = GrpcText.ContentType;
        LiftLimits(http);
        if (!_methods.TryGetValue(http.Request.Path.Value ?? "", out var handler))
        {
            End(http, new(GrpcStatusCode.Unimplemented, Unknown(http.Request.Path.Value ?? "")));
            return;
        }

        if (!GrpcServerDeadline.TryStart(http, _options.Time, out var deadline))
        {
            End(http, new(GrpcStatusCode.Internal, $"malformed grpc-timeout: {http.Request.Headers[GrpcText.Timeout]}"));
            return;
        }

        using (deadline)
        {
            var context = new GrpcServerContext(http, deadline.Token);
            await ServeAsync(handler, context, deadline);
        }
    }

    private async Task ServeAsync(Func<GrpcServerContext, Task> handler, GrpcServerContext context, GrpcServerDeadline deadline)
    {
        var http = context.Http;
        try
        {
            await handler(context);
            End(http, null, context.Trailers);
        }
        catch (GrpcException status)
        {
            foreach (var (name, value) in status.Trailers) context.Trailers.Add(name, value);
            End(http, status, context.Trailers);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
            http.Abort();
        }
        catch (OperationCanceledException late) when (deadline.IsOver)
        {
            End(http, new(GrpcStatusCode.DeadlineExceeded, "context deadline exceeded", late), context.Trailers);
        }
        catch (Exception failure)
        {
            _options.OnFailure?.Invoke(http.Request.Path.Value ?? "", failure);
            End(http, new(GrpcStatusCode.Unknown, failure.Message, failure), context.Trailers);
        }
    }

    private static bool Refuses(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "HTTP/2";
            return true;
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = HttpMethods.Post;
            return true;
        }

        if (GrpcText.IsGrpc(http.Request.ContentType)) return false;
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return true;
    }

    // A stream may be long, and silent for as long as its client has nothing to say.
    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    private static void End(HttpContext http, GrpcException? status, GrpcMetadata? trailers = null)
    {
        var response = http.Response;
        // An answer without messages has its status among the headers.
        var headers = response.HasStarted || response.BodyWriter.UnflushedBytes > 0 || status is null ? http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers;
        headers[GrpcText.Status] = ((int)(status?.Code ?? GrpcStatusCode.Ok)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status is { Detail.Length: > 0 }) headers[GrpcText.Message] = GrpcText.EncodeMessage(status.Detail);
        foreach (var (name, value) in trailers ?? [])
        {
            if (!GrpcMetadata.IsReserved(name)) headers.Append(name, value);
        }
    }

    private string Unknown(string path)
    {
        var cut = path.LastIndexOf('/');
        if (cut <= 0) return $"malformed method name: \"{path}\"";
        var (service, method) = (path[1..cut], path[(cut + 1)..]);
        return _methods.Keys.Any(known => known.StartsWith($"/{service}/", StringComparison.Ordinal))
            ? $"unknown method {method} for service {service}"
            : $"unknown service {service}";
    }

    private GrpcServer Add<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, Func<GrpcServerContext, Task> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        if (!_methods.TryAdd(method.Path, handler)) throw new ArgumentException($"{method.Path} is served already.", nameof(method));
        return this;
    }

    private GrpcRequestReader<TRequest> ReaderOf<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, GrpcServerContext context)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => new(context, method.RequestParser, _options.MaxReceiveBytes);

    private async Task<TRequest> SingleAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, GrpcServerContext context)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => await ReaderOf(method, context).ReadAsync(context.CancellationToken)
            ?? throw new GrpcException(GrpcStatusCode.Internal, "the client sent no request message");

    private static void Answer<T>(GrpcServerContext context, T response) where T : class, IMessage<T> =>
        GrpcFrames.Write(context.Http.Response.BodyWriter, response);
}
