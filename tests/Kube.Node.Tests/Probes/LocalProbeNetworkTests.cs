using System.Net;
using System.Net.Sockets;
using Kube.Node.Probes;
using Kube.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Probes;

public sealed class LocalProbeNetworkTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private readonly LocalProbeNetwork _network = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, nameof(ProbeResult.Success), "body")]
    [InlineData(399, nameof(ProbeResult.Success), "body")]
    [InlineData(400, nameof(ProbeResult.Failure), "HTTP probe failed with statuscode: 400")]
    [InlineData(503, nameof(ProbeResult.Failure), "HTTP probe failed with statuscode: 503")]
    public async Task Http_ByStatusCode(int code, string expected, string output)
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = code;
            return context.Response.WriteAsync("body");
        });

        Assert.Equal(new ProbeAnswer(Enum.Parse<ProbeResult>(expected), output), await HttpAsync(server, "/healthz?x=1"));
    }

    [Fact]
    public async Task Http_SendsHeadersAndFollowsRedirectsOfItsHost()
    {
        var seen = "";
        await using var server = await ServeAsync(context =>
        {
            if (context.Request.Path == "/old") context.Response.Redirect("/new");
            else seen = $"{context.Request.Host} {context.Request.Headers["X-Probe"]} {context.Request.Headers.UserAgent} {context.Request.Path}";
            return Task.CompletedTask;
        });

        var answer = await _network.HttpAsync(
            "id", new("http", "127.0.0.1", server.Port, "/old", [new("Host", "named"), new("X-Probe", "yes"), new("User-Agent", "kube-probe/1.36")]), s_long, Cancel);

        Assert.Equal(ProbeResult.Success, answer.Result);
        Assert.Equal("named yes kube-probe/1.36 /new", seen);
    }

    [Fact]
    public async Task Http_RedirectToAnotherHost_IsAWarning()
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.Redirect("http://elsewhere.invalid/");
            return Task.CompletedTask;
        });

        var answer = await HttpAsync(server, "/");

        Assert.Equal((ProbeResult.Success, true, "Probe terminated redirects, Response body: "), (answer.Result, answer.IsWarning, answer.Output));
    }

    [Fact]
    public async Task Http_HangingServer_FailsInTime()
    {
        using var ended = new CancellationTokenSource();
        await using var server = await ServeAsync(context => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(ended.Token, context.RequestAborted).Token));

        var answer = await _network.HttpAsync("id", new("http", "127.0.0.1", server.Port, "/", []), TimeSpan.FromMilliseconds(50), Cancel);

        Assert.Equal(ProbeAnswer.Failure($"Get \"http://127.0.0.1:{server.Port}/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"), answer);
        await ended.CancelAsync();
    }

    [Fact]
    public async Task NothingListens_IsRefused()
    {
        var port = FreePorts.Next();

        Assert.Equal($"dial tcp 127.0.0.1:{port}: connect: connection refused", (await _network.TcpAsync("id", "127.0.0.1", port, s_long, Cancel)).Output);
        Assert.Equal(
            $"Get \"http://127.0.0.1:{port}/\": dial tcp 127.0.0.1:{port}: connect: connection refused",
            (await _network.HttpAsync("id", new("http", "127.0.0.1", port, "/", []), s_long, Cancel)).Output);
    }

    [Fact]
    public async Task Tcp_Listens_Succeeds()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var answer = await _network.TcpAsync("id", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, s_long, Cancel);

        Assert.Equal(ProbeResult.Success, answer.Result);
    }

    [Theory]
    [InlineData(1, nameof(ProbeResult.Success), "service healthy")]
    [InlineData(2, nameof(ProbeResult.Failure), "service unhealthy (responded with \"NOT_SERVING\")")]
    public async Task Grpc_ByServingStatus(byte status, string expected, string output)
    {
        var asked = Array.Empty<byte>();
        await using var server = await ServeAsync(
            async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                asked = body.ToArray();
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, 2, 8, status]);
            },
            HttpProtocols.Http2);

        Assert.Equal(new ProbeAnswer(Enum.Parse<ProbeResult>(expected), output), await _network.GrpcAsync("id", "127.0.0.1", server.Port, "db", s_long, Cancel));
        Assert.Equal([0, 0, 0, 0, 4, 10, 2, (byte)'d', (byte)'b'], asked);
    }

    [Fact]
    public async Task Grpc_NoHealthService_IsSaid()
    {
        await using var server = await ServeAsync(
            context =>
            {
                context.Response.ContentType = "application/grpc";
                context.Response.Headers["grpc-status"] = "12";
                context.Response.Headers["grpc-message"] = "unknown service";
                return Task.CompletedTask;
            },
            HttpProtocols.Http2);

        var answer = await _network.GrpcAsync("id", "127.0.0.1", server.Port, "", s_long, Cancel);

        Assert.Equal("error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service", answer.Output);
    }

    private static async Task<Server> ServeAsync(RequestDelegate handler, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(Cancel);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(app, new Uri(address).Port);
    }

    private ValueTask<ProbeAnswer> HttpAsync(Server server, string path) => _network.HttpAsync("id", new("http", "127.0.0.1", server.Port, path, []), s_long, Cancel);

    private sealed class Server(WebApplication app, int port) : IAsyncDisposable
    {
        public int Port { get; } = port;

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
