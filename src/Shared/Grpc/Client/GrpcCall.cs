using System.IO.Pipelines;
using System.Threading.Channels;
using Google.Protobuf;

namespace Kube.Shared.Grpc.Client;

/// <summary>A call under way. One reader and one writer may work at the same time. Disposing it ends it at the server too.</summary>
internal sealed class GrpcCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly GrpcMethod<TRequest, TResponse> _method;
    private readonly Task<HttpResponseMessage> _sending;
    private readonly GrpcCallLife _life;
    private readonly GrpcStreamBody? _requests;
    private readonly GrpcChannelOptions _options;
    private PipeReader? _responses;
    private volatile bool _ended;
    private volatile GrpcException? _failure;

    internal GrpcCall(
        GrpcMethod<TRequest, TResponse> method, Task<HttpResponseMessage> sending, GrpcCallLife life, GrpcStreamBody? requests, GrpcChannelOptions options)
    {
        _method = method;
        _sending = sending;
        _life = life;
        _requests = requests;
        _options = options;
        // Nobody takes frames any more when the request failed: a writer that waits for room must learn it.
        if (requests is not null) _ = sending.ContinueWith((_, _) => Over(), null, CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>What came beside the status; complete once a read returned null.</summary>
    public GrpcMetadata Trailers { get; private set; } = new();

    /// <summary>What the server sent before its first message.</summary>
    /// <exception cref="GrpcException">The call failed.</exception>
    public async Task<GrpcMetadata> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var either = _life.Join(cancellationToken);
            return GrpcFailures.MetadataOf((await _sending.WaitAsync(either.Token)).Headers);
        }
        catch (Exception failure) when (failure is not GrpcException)
        {
            throw _life.Explain(failure, cancellationToken);
        }
    }

    /// <summary>Sends a message; waits when many are unsent.</summary>
    /// <exception cref="GrpcException">The call is over; the status says why.</exception>
    public async ValueTask WriteAsync(TRequest request, CancellationToken cancellationToken)
    {
        var requests = _requests ?? throw new InvalidOperationException($"{_method.Path} takes one request.");
        var frame = GrpcFrames.ToBytes(request);
        if (frame.Length > _options.MaxSendBytes)
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"trying to send message larger than max ({frame.Length} vs. {_options.MaxSendBytes})");
        try
        {
            while (!requests.Frames.TryWrite(frame))
            {
                if (_ended) throw await OverAsync(cancellationToken);
                using var either = _life.Join(cancellationToken);
                if (!await requests.Frames.WaitToWriteAsync(either.Token)) throw await OverAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException cancelled)
        {
            throw _life.Explain(cancelled, cancellationToken);
        }
    }

    /// <summary>Says that no further message comes.</summary>
    public void CompleteWriting() => _requests?.Frames.TryComplete();

    /// <summary>The next answer, or null when the server ended the call well.</summary>
    /// <exception cref="GrpcException">The call failed.</exception>
    public async ValueTask<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failed) throw failed;
        if (_ended && _sending.IsCompletedSuccessfully) return null;
        try
        {
            using var either = _life.Join(cancellationToken);
            var response = await _sending.WaitAsync(either.Token);
            _responses ??= await OpenAsync(response, either.Token);
            if (await GrpcFrames.ReadAsync(_responses, _method.ResponseParser, _options.MaxReceiveBytes, either.Token) is { } message)
                return message;
            End(response);
            return null;
        }
        catch (Exception failure)
        {
            var explained = _life.Explain(failure, cancellationToken);
            // A wait that was given up leaves the call as it is; everything else ends it.
            if (explained is GrpcException || _life.Token.IsCancellationRequested)
            {
                _failure = explained as GrpcException;
                _life.End();
                Over();
            }

            if (ReferenceEquals(explained, failure)) throw;
            throw explained;
        }
    }

    /// <summary>The one answer of a call that has one, after which the server must end it.</summary>
    /// <exception cref="GrpcException">The call failed, or answered otherwise.</exception>
    public async Task<TResponse> ReadSingleAsync(CancellationToken cancellationToken)
    {
        var response = await ReadAsync(cancellationToken)
            ?? throw new GrpcException(GrpcStatusCode.Internal, "cardinality violation: received no response message from non-server-streaming RPC");
        if (await ReadAsync(cancellationToken) is not null)
            throw new GrpcException(GrpcStatusCode.Internal, "cardinality violation: received more than one response message from non-server-streaming RPC");
        return response;
    }

    /// <summary>Ends the call: what the server still does for it is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended) _life.End();
        Over();
        if (_responses is not null) await _responses.CompleteAsync();
        // Over or cancelled, so it ends now; how, its readers were told.
        await ((Task)_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_sending.IsCompletedSuccessfully) (await _sending).Dispose();
        _life.Dispose();
    }

    private async ValueTask<PipeReader> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // A server that has nothing to say but a status puts it among the headers.
        if (GrpcFailures.StatusOf(response.Headers) is { Code: not GrpcStatusCode.Ok } status)
            throw new GrpcException(status.Code, status.Detail) { Trailers = GrpcFailures.MetadataOf(response.Headers) };
        if (GrpcFailures.OfHttp(response) is { } refusal) throw refusal;
        return PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    private void End(HttpResponseMessage response)
    {
        Trailers = GrpcFailures.MetadataOf(response.TrailingHeaders);
        var status = GrpcFailures.StatusOf(response.TrailingHeaders) ?? GrpcFailures.StatusOf(response.Headers)
            ?? throw new GrpcException(GrpcStatusCode.Internal, "server closed the stream without sending trailers");
        if (status.Code != GrpcStatusCode.Ok) throw new GrpcException(status.Code, status.Detail) { Trailers = Trailers };
        Over();
    }

    private void Over()
    {
        _ended = true;
        _requests?.Frames.TryComplete();
    }

    // The status tells a writer more than that nobody reads.
    private async ValueTask<Exception> OverAsync(CancellationToken cancellationToken)
    {
        if (_failure is { } failed) return failed;
        try
        {
            await _sending.WaitAsync(cancellationToken);
            return new GrpcException(GrpcStatusCode.Unavailable, "the call is over");
        }
        catch (Exception failure)
        {
            return _life.Explain(failure, cancellationToken);
        }
    }
}
