using System.Net.WebSockets;
using System.Text;
using Kube.Shared.Streams;
using Kube.Shared.Streams.RemoteCommand;

namespace Kube.Node.Tests.Streams;

public sealed class WebSocketChannelsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_Version5_CarriesInputCloseSizesOutputAndStatus()
    {
        var (client, server) = Pair();
        var sizes = new List<(int Columns, int Rows)>();
        await using var session = await WebSocketRemoteCommand.AcceptAsync(
            server, RemoteCommandProtocol.V5, new(Stdin: true, Stdout: true, Stderr: true, Tty: false), (c, r) => sizes.Add((c, r)), TimeProvider.System, Cancel);
        Assert.Equal([1], await ReceiveAsync(client));

        await client.SendAsync((byte[])[4, .. "{\"Width\":80,\"Height\":24}"u8], WebSocketMessageType.Binary, true, Cancel);
        await client.SendAsync((byte[])[0, .. "in"u8], WebSocketMessageType.Binary, false, Cancel);
        await client.SendAsync("put"u8.ToArray(), WebSocketMessageType.Binary, true, Cancel);
        await client.SendAsync((byte[])[255, 0], WebSocketMessageType.Binary, true, Cancel);
        using var input = new StreamReader(session.Stdin!);
        Assert.Equal("input", await input.ReadToEndAsync(Cancel));
        Assert.Equal([(80, 24)], sizes);

        await session.Stdout!.WriteAsync("out"u8.ToArray(), Cancel);
        await session.Stderr!.WriteAsync("err"u8.ToArray(), Cancel);
        var finishing = session.FinishAsync(RemoteCommandStatus.Exited(3, ["sh", "-c", "exit 3"]));

        Assert.Equal([1, .. "out"u8], await ReceiveAsync(client));
        Assert.Equal([2, .. "err"u8], await ReceiveAsync(client));
        var error = await ReceiveAsync(client);
        Assert.Equal(3, error[0]);
        Assert.Equal(3, RemoteCommandStatus.Decode(error.AsMemory(1)).Code);
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[10], Cancel)).MessageType);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Cancel);
        await finishing;
    }

    [Fact]
    public async Task Session_Base64_CarriesText()
    {
        var (client, server) = Pair();
        await using var session = await WebSocketRemoteCommand.AcceptAsync(
            server, RemoteCommandProtocol.V4Base64, new(Stdin: true, Stdout: true, Stderr: false, Tty: false), (_, _) => { }, TimeProvider.System, Cancel);
        Assert.Equal("1", Encoding.ASCII.GetString(await ReceiveAsync(client)));

        await client.SendAsync(Encoding.ASCII.GetBytes("0" + Convert.ToBase64String("input"u8)), WebSocketMessageType.Text, true, Cancel);
        var input = new byte[5];
        await session.Stdin!.ReadExactlyAsync(input, Cancel);
        Assert.Equal("input"u8.ToArray(), input);
        await session.Stdout!.WriteAsync("out"u8.ToArray(), Cancel);

        Assert.Equal("1" + Convert.ToBase64String("out"u8), Encoding.ASCII.GetString(await ReceiveAsync(client)));
    }

    [Fact]
    public async Task Session_ClientLost_IsGoneAndItsInputBreaks()
    {
        var (client, server) = Pair();
        await using var session = await WebSocketRemoteCommand.AcceptAsync(
            server, RemoteCommandProtocol.V4, new(Stdin: true, Stdout: true, Stderr: false, Tty: false), (_, _) => { }, TimeProvider.System, Cancel);

        client.Abort();

        await Assert.ThrowsAsync<IOException>(() => session.Stdin!.ReadExactlyAsync(new byte[1], Cancel).AsTask());
        var gone = new TaskCompletionSource();
        await using var registration = session.Gone.Register(gone.SetResult);
        await gone.Task.WaitAsync(Cancel);
        await Assert.ThrowsAsync<IOException>(async () => await session.Stdout!.WriteAsync(new byte[1], Cancel));
    }

    private static (WebSocket Client, WebSocket Server) Pair()
    {
        var (left, right) = DuplexPair.Create();
        return (WebSocket.CreateFromStream(left, new WebSocketCreationOptions { IsServer = false }),
            WebSocket.CreateFromStream(right, new WebSocketCreationOptions { IsServer = true }));
    }

    private static async Task<byte[]> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        var result = await socket.ReceiveAsync(buffer, Cancel);
        Assert.True(result.EndOfMessage);
        return buffer[..result.Count];
    }
}
