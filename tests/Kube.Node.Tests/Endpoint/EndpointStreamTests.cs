using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Kube.Shared.Streams;
using Kube.Shared.Streams.PortForward;
using Kube.Shared.Streams.RemoteCommand;
using Kube.Shared.Streams.Spdy;
using Kube.Tests.Shared;

namespace Kube.Node.Tests.Endpoint;

/// <summary>Commands and ports through both servers, over both protocols.</summary>
public sealed class EndpointStreamTests(EndpointFixture fixture) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exec_OverSpdy_CarriesInputOutputAndExitCode()
    {
        await using var command = await ExecAsync("stdin=true&stdout=true&stderr=true", "sh", "-c", "cat; echo problem >&2; exit 3");

        await command.Stdin!.WriteAsync("typed"u8.ToArray(), Cancel);
        await command.CompleteStdinAsync(Cancel);

        Assert.Equal("typed", await ReadAsync(command.Stdout!));
        Assert.Equal("problem\n", await ReadAsync(command.Stderr!));
        var status = await command.WaitAsync(Cancel);
        Assert.Equal(3, status.Code);
        Assert.Contains("command terminated with non-zero exit code", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_OverSpdy_CarriesMuchBothWays()
    {
        await using var command = await ExecAsync("stdin=true&stdout=true", "cat");
        var sent = RandomNumberGenerator.GetBytes(20 << 20);

        var sending = Task.Run(
            async () =>
            {
                await command.Stdin!.WriteAsync(sent, Cancel);
                await command.CompleteStdinAsync(Cancel);
            },
            Cancel);
        var received = new MemoryStream();
        await command.Stdout!.CopyToAsync(received, Cancel);
        await sending;

        Assert.Equal(0, (await command.WaitAsync(Cancel)).Code);
        Assert.True(received.ToArray().AsSpan().SequenceEqual(sent));
    }

    [Fact]
    public async Task Exec_OfAProgramThatIsNotThere_TellsWhy()
    {
        await using var command = await ExecAsync("stdout=true", "no-such-program");

        var status = await command.WaitAsync(Cancel);

        Assert.Null(status.Code);
        Assert.Contains("error executing command in container: ", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_WhoseClientLeaves_EndsTheCommand()
    {
        var command = await ExecAsync("stdout=true", "sh", "-c", "echo here; sleep 1000");
        await command.Stdout!.ReadExactlyAsync(new byte[5], Cancel);

        await command.DisposeAsync();

        await Waiting.UntilAsync(() => fixture.Runtime.Running == 0, "the command goes on");
    }

    [Theory]
    [InlineData("v5.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task Exec_OverWebSocket_CarriesOutputAndStatus(string protocol)
    {
        using var socket = await WebSocketAsync("/api/v1/namespaces/default/pods/web/exec?command=sh&command=-c&command=echo%20out%3Bexit%207&stdout=true", protocol);
        var channels = new SortedDictionary<byte, string>();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, Cancel);
            if (part.MessageType == WebSocketMessageType.Close) break;
            channels[buffer[0]] = channels.GetValueOrDefault(buffer[0]) + Encoding.UTF8.GetString(buffer, 1, part.Count - 1);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Cancel);
        Assert.Equal(["1: out\n"], channels.Where(channel => channel.Key != 3).Select(channel => $"{channel.Key}: {channel.Value}"));
        Assert.Equal(7, RemoteCommandStatus.Decode(Encoding.UTF8.GetBytes(channels[3])).Code);
    }

    [Fact]
    public async Task PortForward_OverWebSocketChannels_CarriesAConnection()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var socket = await WebSocketAsync($"/api/v1/namespaces/default/pods/web/portforward?ports={port}", "v4.channel.k8s.io");
        using var accepted = await listener.AcceptTcpClientAsync(Cancel);
        var buffer = new byte[4096];
        foreach (var channel in (byte[])[0, 1])
        {
            var first = await socket.ReceiveAsync(buffer, Cancel);
            Assert.Equal([channel, (byte)port, (byte)(port >> 8)], buffer[..first.Count]);
        }

        await socket.SendAsync((byte[])[0, .. "ping"u8], WebSocketMessageType.Binary, true, Cancel);
        var received = new byte[4];
        await accepted.GetStream().ReadExactlyAsync(received, Cancel);
        await accepted.GetStream().WriteAsync("pong"u8.ToArray(), Cancel);
        accepted.Close();
        var answer = await socket.ReceiveAsync(buffer, Cancel);

        Assert.Equal("ping"u8.ToArray(), received);
        Assert.Equal([0, .. "pong"u8], buffer[..answer.Count]);
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, Cancel)).MessageType);
    }

    [Fact]
    public async Task PortForward_SpdyInWebSocketMessages_CarriesConnections()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Api, "/api/v1/namespaces/default/pods/web/portforward"));
        foreach (var (name, value) in new[]
                 {
                     ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                     ("Sec-WebSocket-Protocol", PortForwardProtocol.Tunnelled),
                 })
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await HttpUpgrade.SendAsync(fixture.Http(fixture.Api), request, Cancel);
        Assert.Equal([PortForwardProtocol.Tunnelled], response.Headers.GetValues("Sec-WebSocket-Protocol"));
        Assert.Equal(["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="], response.Headers.GetValues("Sec-WebSocket-Accept"));

        using var socket = WebSocket.CreateFromStream(await response.Content.ReadAsStreamAsync(Cancel), new WebSocketCreationOptions());
        await using var client = new SpdyConnection(WebSocketStream.Create(socket, WebSocketMessageType.Binary), isServer: false);
        var running = client.RunAsync(Cancel);
        var port = $"{((IPEndPoint)listener.LocalEndpoint).Port}";
        var error = await client.OpenAsync(new SpdyHeaders([new("streamType", "error"), new("port", port), new("requestID", "0")]), Cancel);
        var data = await client.OpenAsync(new SpdyHeaders([new("streamType", "data"), new("port", port), new("requestID", "0")]), Cancel);
        await data.WaitForReplyAsync(Cancel);
        using var accepted = await listener.AcceptTcpClientAsync(Cancel);
        await data.WriteAsync("ping"u8.ToArray(), Cancel);
        await data.CompleteWritesAsync(Cancel);
        var received = new byte[4];
        await accepted.GetStream().ReadExactlyAsync(received, Cancel);
        Assert.Equal("ping"u8.ToArray(), received);
        Assert.Equal(0, await accepted.GetStream().ReadAsync(received, Cancel));
        await accepted.GetStream().WriteAsync("pong"u8.ToArray(), Cancel);
        accepted.Close();

        Assert.Equal("pong", await ReadAsync(data));
        Assert.Equal("", await ReadAsync(error));
        await client.DisposeAsync();
        await running;
    }

    private Task<RemoteCommandClient> ExecAsync(string streams, params string[] command)
    {
        var query = string.Concat(command.Select(word => $"&command={Uri.EscapeDataString(word)}"));
        return RemoteCommandClient.ConnectAsync(
            fixture.Http(fixture.Api), new Uri(fixture.Api, $"/api/v1/namespaces/default/pods/web/exec?{streams}{query}"),
            new(streams.Contains("stdin", StringComparison.Ordinal), Stdout: true, streams.Contains("stderr", StringComparison.Ordinal), Tty: false), Cancel);
    }

    private async Task<ClientWebSocket> WebSocketAsync(string path, string protocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new UriBuilder(new Uri(fixture.Api, path)) { Scheme = "wss" }.Uri, fixture.Http(fixture.Api), Cancel);
        return socket;
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancel);
    }
}
