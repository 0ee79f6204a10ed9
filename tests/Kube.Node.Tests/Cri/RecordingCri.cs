using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Kube.Node.Cri;
using Kube.Node.Tests.Grpc;
using Kube.Shared.Grpc;
using Kube.Store.Work;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Cri;

/// <summary>A CRI server that records what it is asked, and answers what it is told to; else the empty message, which every message may be.</summary>
internal sealed class RecordingCri : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<byte[], IMessage>> _answers = new();
    private readonly ConcurrentDictionary<string, GrpcStatusCode> _refused = new();
    private readonly CancellationTokenSource _end = new();
    private GrpcPair? _pair;

    public ConcurrentQueue<(string Path, byte[] Request)> Calls { get; } = new();

    public CriContainerRuntime Runtime { get; private set; } = null!;

    public static async Task<RecordingCri> StartAsync()
    {
        var server = new RecordingCri();
        server._pair = await GrpcPair.StartAsync(server.ServeAsync);
        server.Runtime = new(new() { Endpoint = "unix://" + server._pair.Socket }, DefaultWorkScheduler.Instance, TimeProvider.System, NullLogger<CriContainerRuntime>.Instance);
        return server;
    }

    public RecordingCri Answer<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TResponse response)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        _answers[method.Path] = _ => response;
        return this;
    }

    /// <summary>As a server of an older version: the calls are not there.</summary>
    public RecordingCri Lacks(params string[] methods)
    {
        foreach (var method in methods) _refused[$"/runtime.v1.RuntimeService/{method}"] = _refused[$"/runtime.v1.ImageService/{method}"] = GrpcStatusCode.Unimplemented;
        return this;
    }

    /// <summary>A call is refused.</summary>
    public RecordingCri Refuse<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, GrpcStatusCode code)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        _refused[method.Path] = code;
        return this;
    }

    /// <summary>What a call was asked, the last time.</summary>
    public TRequest Last<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => method.RequestParser.ParseFrom(Calls.Last(call => call.Path == method.Path).Request);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Runtime.DisposeAsync();
        await _pair!.DisposeAsync();
        _end.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Calls.Enqueue((path, body.ToArray()[5..]));
        http.Response.ContentType = "application/grpc";
        var code = path.StartsWith("/runtime.v1.", StringComparison.Ordinal) ? _refused.GetValueOrDefault(path) : GrpcStatusCode.Unimplemented;
        if (code != GrpcStatusCode.Ok)
        {
            http.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
            return;
        }

        if (path.EndsWith("/GetContainerEvents", StringComparison.Ordinal))
        {
            await http.Response.Body.FlushAsync();
            using var until = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _end.Token);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = until.Token.Register(ended.SetResult);
            await ended.Task;
        }
        else
        {
            await http.Response.Body.WriteAsync(_answers.TryGetValue(path, out var answer) ? GrpcFrames.ToBytes(answer(body.ToArray())) : new byte[5]);
        }

        http.Response.AppendTrailer("grpc-status", "0");
    }
}
