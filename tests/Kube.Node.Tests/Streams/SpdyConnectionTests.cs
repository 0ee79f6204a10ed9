using System.Text;
using Kube.Shared.Streams.Spdy;

namespace Kube.Node.Tests.Streams;

public sealed class SpdyConnectionTests : IAsyncDisposable
{
    private readonly SpdyConnection _client;
    private readonly SpdyConnection _server;
    private readonly Task<Exception?> _clientRun;
    private readonly Task<Exception?> _serverRun;

    public SpdyConnectionTests()
    {
        var (left, right) = DuplexPair.Create();
        _client = new SpdyConnection(left, isServer: false);
        _server = new SpdyConnection(right, isServer: true);
        _clientRun = _client.RunAsync(CancellationToken.None);
        _serverRun = _server.RunAsync(CancellationToken.None);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_BothWays_CarryDataAndEnds()
    {
        var (here, there) = await OpenAsync();
        Assert.Equal("data", there.Headers.Find("streamType"));

        await here.WriteAsync("question"u8.ToArray(), Cancel);
        await here.CompleteWritesAsync(Cancel);
        Assert.Equal("question", await ReadToEndAsync(there));
        await there.WriteAsync("answer"u8.ToArray(), Cancel);
        await there.CompleteWritesAsync(Cancel);
        Assert.Equal("answer", await ReadToEndAsync(here));
    }

    [Fact]
    public async Task Write_FarMoreThanTheReaderTakes_WaitsAndLosesNothing()
    {
        var (here, there) = await OpenAsync();
        var sent = new byte[5 << 20];
        new Random(1).NextBytes(sent);

        var writing = Task.Run(
            async () =>
            {
                await here.WriteAsync(sent, Cancel);
                await here.CompleteWritesAsync(Cancel);
            },
            Cancel);
        var received = new MemoryStream();
        await there.CopyToAsync(received, Cancel);
        await writing;

        Assert.Equal(sent, received.ToArray());
    }

    [Fact]
    public async Task Reset_ByOneSide_BreaksTheOther()
    {
        var (here, there) = await OpenAsync();

        here.Reset(SpdyResetReason.Cancel);

        Assert.Equal(0, await there.ReadAsync(new byte[1], Cancel));
        await Assert.ThrowsAsync<IOException>(async () => await there.WriteAsync(new byte[1], Cancel));
        Assert.Equal(0, await here.ReadAsync(new byte[1], Cancel));
    }

    [Fact]
    public async Task StopReading_WithDataInTheWay_DoesNotHoldUpOtherStreams()
    {
        var (here, there) = await OpenAsync();
        var (otherHere, otherThere) = await OpenAsync();
        var flooding = Task.Run(async () => await here.WriteAsync(new byte[2 << 20], Cancel), Cancel);

        there.StopReading();
        await flooding;
        await otherHere.WriteAsync("through"u8.ToArray(), Cancel);
        await otherHere.CompleteWritesAsync(Cancel);

        Assert.Equal("through", await ReadToEndAsync(otherThere));
    }

    [Fact]
    public async Task StopReading_WithTheWindowUsedUp_LetsThePeerWriteOn()
    {
        var (here, there) = await OpenAsync();
        var (otherHere, otherThere) = await OpenAsync();
        await here.WriteAsync(new byte[SpdyStream.ReceiveBuffer - 1], Cancel);
        await otherHere.WriteAsync("after it"u8.ToArray(), Cancel);
        Assert.Equal(8, await otherThere.ReadAtLeastAsync(new byte[8], 8, cancellationToken: Cancel));

        there.StopReading();

        await here.WriteAsync(new byte[2 << 20], Cancel).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    [Fact]
    public async Task Close_ByThePeer_EndsStreamsInOrder()
    {
        var (_, there) = await OpenAsync();

        await _client.DisposeAsync();

        Assert.Equal(0, await there.ReadAsync(new byte[1], Cancel));
        Assert.Null(await _server.AcceptAsync(Cancel));
        Assert.Null(await _serverRun);
        await Assert.ThrowsAsync<IOException>(async () => await there.WriteAsync(new byte[1], Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        await _clientRun;
        await _serverRun;
    }

    private async Task<(SpdyStream Here, SpdyStream There)> OpenAsync()
    {
        var here = await _client.OpenAsync(new SpdyHeaders([new("streamType", "data")]), Cancel);
        var there = await _server.AcceptAsync(Cancel);
        await there!.ReplyAsync(Cancel);
        await here.WaitForReplyAsync(Cancel);
        return (here, there);
    }

    private static async Task<string> ReadToEndAsync(Stream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancel);
        return Encoding.UTF8.GetString(all.ToArray());
    }
}
