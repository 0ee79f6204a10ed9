using Google.Protobuf;
using Kube.Node.Errors;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;

namespace Kube.Node.Cri;

/// <summary>Calls to a runtime's two services. A runtime that was restarted is reached again by the next call.</summary>
internal sealed class CriClient : IDisposable
{
    private readonly GrpcChannel _runtime;
    private readonly GrpcChannel _images;
    private readonly TimeSpan _timeout;

    public CriClient(CriRuntimeOptions options, TimeProvider time)
    {
        var channel = new GrpcChannelOptions { UserAgent = "kube-node", Time = time };
        _runtime = GrpcChannel.ForUnixSocket(CriRuntimeOptions.PathOf(options.Endpoint), channel);
        _images = options.ImageEndpoint.Length == 0 || options.ImageEndpoint == options.Endpoint
            ? _runtime
            : GrpcChannel.ForUnixSocket(CriRuntimeOptions.PathOf(options.ImageEndpoint), channel);
        _timeout = options.RequestTimeout;
    }

    /// <summary>A call of the runtime service that may take as long as calls may.</summary>
    /// <exception cref="GrpcException">It failed.</exception>
    public Task<TResponse> RuntimeAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken, TimeSpan further = default)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => _runtime.UnaryAsync(method, request, GrpcCallOptions.Within(_timeout + further), cancellationToken);

    /// <summary>A call of the runtime service with a time of its own.</summary>
    public Task<TResponse> RuntimeWithinAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => _runtime.UnaryAsync(method, request, GrpcCallOptions.Within(timeout), cancellationToken);

    /// <summary>A call of the image service.</summary>
    public Task<TResponse> ImagesAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => _images.UnaryAsync(method, request, GrpcCallOptions.Within(_timeout), cancellationToken);

    /// <summary>Pulls; it takes what it takes.</summary>
    public Task<Protos.PullImageResponse> PullAsync(Protos.PullImageRequest request, CancellationToken cancellationToken) =>
        _images.UnaryAsync(ImageCalls.PullImage, request, GrpcCallOptions.Default, cancellationToken);

    /// <summary>A stream of the runtime service, for as long as it goes on.</summary>
    public IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken, GrpcMetadata? metadata = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => _runtime.ServerStreamAsync(method, request, new() { Metadata = metadata }, cancellationToken);

    /// <summary>A stream of the image service, for as long as it goes on.</summary>
    public IAsyncEnumerable<TResponse> ImageStreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => _images.ServerStreamAsync(method, request, GrpcCallOptions.Default, cancellationToken);

    /// <summary>A failure that has no type of its own, in upstream's words.</summary>
    public static RuntimeFailureException Failure(GrpcException failure) => new("rpc error", $"code = {failure.Code} desc = {failure.Detail}", failure);

    public void Dispose()
    {
        _runtime.Dispose();
        _images.Dispose();
    }
}
