using Google.Protobuf.WellKnownTypes;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;
using Kube.Shared.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Grpc;

/// <summary>A server on a Unix socket of its own, and a channel to it.</summary>
internal sealed class GrpcPair : IAsyncDisposable
{
    public static readonly GrpcMethod<StringValue, StringValue> Echo = new("test.Echo", "Echo", StringValue.Parser, StringValue.Parser);
    public static readonly GrpcMethod<Int32Value, Int32Value> Count = new("test.Echo", "Count", Int32Value.Parser, Int32Value.Parser);
    public static readonly GrpcMethod<Int32Value, Int32Value> Sum = new("test.Echo", "Sum", Int32Value.Parser, Int32Value.Parser);
    public static readonly GrpcMethod<Int32Value, Int32Value> Twice = new("test.Echo", "Twice", Int32Value.Parser, Int32Value.Parser);

    private readonly string _directory = Directory.CreateTempSubdirectory("kube-grpc").FullName;
    private readonly RequestDelegate _serve;
    private WebApplication? _app;

    private GrpcPair(RequestDelegate serve, GrpcChannelOptions? options)
    {
        _serve = serve;
        Channel = GrpcChannel.ForUnixSocket(Socket, options);
    }

    public string Socket => Path.Combine(_directory, "s");

    public GrpcChannel Channel { get; }

    public static async Task<GrpcPair> StartAsync(GrpcServer server, GrpcChannelOptions? options = null) => await StartAsync(server.HandleAsync, options);

    /// <summary>With a server that need not know gRPC.</summary>
    public static async Task<GrpcPair> StartAsync(RequestDelegate serve, GrpcChannelOptions? options = null)
    {
        var pair = new GrpcPair(serve, options);
        await pair.StartServerAsync();
        return pair;
    }

    public static GrpcPair NotStarted(GrpcServer server) => new(server.HandleAsync, null);

    public async Task StartServerAsync()
    {
        File.Delete(Socket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Socket, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(_serve);
        await _app.StartAsync();
    }

    public async Task StopServerAsync()
    {
        if (_app is null) return;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await StopServerAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
