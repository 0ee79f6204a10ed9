using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;
using Kube.Shared.Grpc.Server;
using Microsoft.AspNetCore.Http;

namespace Kube.Node.Tests.Grpc;

/// <summary>Peers that do not keep to the protocol: each half says so with a status and goes on serving.</summary>
public sealed class GrpcHostileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<byte[], string> BrokenFrames => new()
    {
        { [], "Internal" },
        { [0, 0, 0], "Internal" },
        { [0, 0, 0, 0, 9, 1, 2], "Internal" },
        { [1, 0, 0, 0, 0], "Unimplemented" },
        { [7, 0, 0, 0, 0], "Internal" },
        { [0, 0, 0, 0, 2, 0xFF, 0xFF], "Internal" },
        { [0, 0xFF, 0xFF, 0xFF, 0xFF], "ResourceExhausted" },
        { [0, 0, 0, 0, 101], "ResourceExhausted" },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task Server_BrokenFrame_AnswersItsStatus(byte[] body, string expected)
    {
        await using var pair = await GrpcPair.StartAsync(EchoServer());
        using var response = await PostAsync(pair, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, NameOf(response));
        Assert.Equal("still", (await pair.Channel.UnaryAsync(GrpcPair.Echo, new() { Value = "still" }, GrpcCallOptions.Default, Cancel)).Value);
    }

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task Client_BrokenFrame_ThrowsItsStatus(byte[] body, string expected)
    {
        await using var pair = await GrpcPair.StartAsync(
            async http =>
            {
                http.Response.ContentType = "application/grpc";
                http.Response.DeclareTrailer("grpc-status");
                await http.Response.Body.WriteAsync(body);
                http.Response.AppendTrailer("grpc-status", "0");
            },
            new() { MaxReceiveBytes = 100 });

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal(expected, error.Code.ToString());
    }

    [Fact]
    public async Task Server_OtherContentTypeOrMethod_RefusesWithHttpStatus()
    {
        await using var pair = await GrpcPair.StartAsync(EchoServer());

        using var json = await PostAsync(pair, [], "application/json");
        using var alike = await PostAsync(pair, [], "application/grpcish");
        using var suffixed = await PostAsync(pair, [0, 0, 0, 0, 0], "application/grpc+proto");
        using var get = await SendAsync(pair, new(HttpMethod.Get, "http://localhost/test.Echo/Echo"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, alike.StatusCode);
        Assert.Equal("Ok", NameOf(suffixed));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    [Fact]
    public async Task Server_MalformedTimeout_IsInternal()
    {
        await using var pair = await GrpcPair.StartAsync(EchoServer());
        using var response = await PostAsync(pair, [0, 0, 0, 0, 0], timeout: "12345678901S");
        Assert.Equal("Internal", NameOf(response));
    }

    [Theory]
    [InlineData(200, "text/html", "Unknown")]
    [InlineData(400, "text/plain", "Internal")]
    [InlineData(401, "text/plain", "Unauthenticated")]
    [InlineData(403, "text/plain", "PermissionDenied")]
    [InlineData(404, "text/plain", "Unimplemented")]
    [InlineData(503, "text/plain", "Unavailable")]
    [InlineData(500, "application/grpc", "Unknown")]
    public async Task Client_AnswerThatIsNotGrpc_IsMapped(int status, string contentType, string expected)
    {
        await using var pair = await GrpcPair.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = contentType;
            return http.Response.WriteAsync("<html>");
        });

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal(expected, error.Code.ToString());
    }

    [Fact]
    public async Task Client_TrailersOnlyAnswer_IsItsStatus()
    {
        await using var pair = await GrpcPair.StartAsync(http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "5";
            http.Response.Headers["grpc-message"] = "no%20such%zz";
            return Task.CompletedTask;
        });

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal((GrpcStatusCode.NotFound, "no such%zz"), (error.Code, error.Detail));
    }

    [Fact]
    public async Task Client_NoStatusAtAll_IsInternal()
    {
        await using var pair = await GrpcPair.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[5]);
        });

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Equal(GrpcStatusCode.Internal, error.Code);
    }

    [Fact]
    public async Task Client_ConnectionCutWithinAnAnswer_IsUnavailableOrReset()
    {
        await using var pair = await GrpcPair.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 9, 1 });
            await http.Response.Body.FlushAsync();
            http.Abort();
        });

        var error = await Assert.ThrowsAsync<GrpcException>(() => pair.Channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));

        Assert.Contains(error.Code, new[] { GrpcStatusCode.Internal, GrpcStatusCode.Unavailable, GrpcStatusCode.Cancelled });
    }

    [Fact]
    public async Task Client_MessageTooLargeToSend_FailsBeforeItIsSent()
    {
        await using var pair = await GrpcPair.StartAsync(EchoServer(), new() { MaxSendBytes = 10 });

        var error = await Assert.ThrowsAsync<GrpcException>(() =>
            pair.Channel.UnaryAsync(GrpcPair.Echo, new() { Value = new('x', 100) }, GrpcCallOptions.Default, Cancel));

        Assert.Equal(GrpcStatusCode.ResourceExhausted, error.Code);
    }

    [Fact]
    public async Task Client_NoServer_IsUnavailable()
    {
        using var channel = GrpcChannel.ForUnixSocket("/nonexistent/kube.sock");

        var error = await Assert.ThrowsAsync<GrpcException>(() => channel.UnaryAsync(GrpcPair.Echo, new(), GrpcCallOptions.Default, Cancel));
        await using var call = channel.Open(GrpcPair.Twice, GrpcCallOptions.Default, Cancel);
        var writing = await Assert.ThrowsAsync<GrpcException>(async () =>
        {
            while (true) await call.WriteAsync(new() { Value = 1 }, Cancel);
        });

        Assert.Equal(GrpcStatusCode.Unavailable, error.Code);
        Assert.Equal(GrpcStatusCode.Unavailable, writing.Code);
    }

    [Theory]
    [InlineData(0, "1n")]
    [InlineData(15, "2u")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(36_000_000_000, "3600000m")]
    [InlineData(36_000_000_000_000, "3600000S")]
    [InlineData(36_000_000_000_000_000, "1000000H")]
    public void Timeout_Formatted_IsAtMostEightDigitsAndNeverLess(long ticks, string text)
    {
        var said = GrpcText.FormatTimeout(new(ticks));
        Assert.Equal(text, said);
        Assert.True(GrpcText.ParseTimeout(said) >= new TimeSpan(ticks));
    }

    private static GrpcServer EchoServer() =>
        new GrpcServer(new() { MaxReceiveBytes = 100 }).AddUnary(GrpcPair.Echo, (request, _) => Task.FromResult(request));

    private static Task<HttpResponseMessage> PostAsync(GrpcPair pair, byte[] body, string contentType = "application/grpc", string? timeout = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/test.Echo/Echo") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (timeout is not null) request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        return SendAsync(pair, request);
    }

    private static async Task<HttpResponseMessage> SendAsync(GrpcPair pair, HttpRequestMessage request)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(pair.Socket), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, Cancel);
    }

    private static string NameOf(HttpResponseMessage response)
    {
        var status = GrpcFailures.StatusOf(response.TrailingHeaders) ?? GrpcFailures.StatusOf(response.Headers);
        return status?.Code.ToString() ?? "none";
    }
}
