using System.Buffers.Binary;
using Kube.Shared.Streams.Spdy;

namespace Kube.Node.Tests.Streams;

/// <summary>A server end against raw frames: what a peer of another make, or an enemy, may send.</summary>
public sealed class SpdyProtocolTests : IAsyncDisposable
{
    private readonly SpdyHeaderEncoder _headers = new();
    private readonly SpdyConnection _server;
    private readonly Stream _peer;
    private readonly Task<Exception?> _run;

    public SpdyProtocolTests()
    {
        (_peer, var transport) = DuplexPair.Create();
        _server = new SpdyConnection(transport, isServer: true);
        _run = _server.RunAsync(CancellationToken.None);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ping_OfThePeer_IsAnsweredAlike()
    {
        await SendAsync(SpdyFrame.Control(SpdyFrameType.Ping, 0, [7]));

        Assert.Equal(SpdyFrame.Control(SpdyFrameType.Ping, 0, [7]), await ReceiveAsync());
    }

    [Fact]
    public async Task Write_ToAPeerThatKeepsWindows_WaitsForItsWindow()
    {
        await SendAsync(SpdyFrame.Control(SpdyFrameType.Settings, 0, [1, 7, 10]));
        var stream = await OpenAsync(1);
        var writing = stream.WriteAsync(new byte[25], Cancel).AsTask();

        Assert.Equal(10, DataLength(await ReceiveAsync()));
        Assert.False(writing.IsCompleted);
        await SendAsync(SpdyFrame.Control(SpdyFrameType.WindowUpdate, 0, [1, 100]));
        Assert.Equal(15, DataLength(await ReceiveAsync()));
        await writing;
    }

    [Fact]
    public async Task Read_OfMuchData_IsAcknowledged()
    {
        var stream = await OpenAsync(1);
        await SendAsync([.. Data(1, 40_000), .. new byte[40_000]]);

        await stream.ReadExactlyAsync(new byte[40_000], Cancel);

        var update = await ReceiveAsync();
        Assert.Equal((ushort)SpdyFrameType.WindowUpdate, BinaryPrimitives.ReadUInt16BigEndian(update.AsSpan(2)));
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(update.AsSpan(12)), 32_768, 40_000);
    }

    [Fact]
    public async Task Window_PastItsLargest_ResetsTheStream()
    {
        var stream = await OpenAsync(1);

        await SendAsync(SpdyFrame.Control(SpdyFrameType.WindowUpdate, 0, [1, int.MaxValue]));

        Assert.Equal(SpdyFrame.Control(SpdyFrameType.RstStream, 0, [1, (int)SpdyResetReason.FlowControlError]), await ReceiveAsync());
        await Assert.ThrowsAsync<IOException>(() => stream.ReadExactlyAsync(new byte[1], Cancel).AsTask());
    }

    [Fact]
    public async Task Data_ForAStreamThatNeverWas_IsReset()
    {
        await SendAsync([.. Data(9, 3), 1, 2, 3]);

        Assert.Equal(SpdyFrame.Control(SpdyFrameType.RstStream, 0, [9, (int)SpdyResetReason.InvalidStream]), await ReceiveAsync());
    }

    [Fact]
    public async Task Streams_PastTheBound_AreRefused()
    {
        for (var i = 0; i < SpdyConnection.MaxStreams; i++) await SendAsync(Syn(1 + (2 * i)));
        var last = 1 + (2 * SpdyConnection.MaxStreams);

        await SendAsync(Syn(last));

        Assert.Equal(SpdyFrame.Control(SpdyFrameType.RstStream, 0, [last, (int)SpdyResetReason.RefusedStream]), await ReceiveAsync());
    }

    [Fact]
    public async Task Frame_OfAnotherVersion_EndsTheConnection() => await AssertViolationAsync([0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1]);

    [Fact]
    public async Task ControlFrame_TooLong_EndsTheConnection() => await AssertViolationAsync([0x80, 3, 0, 6, 0, 0xff, 0xff, 0xff]);

    [Fact]
    public async Task Settings_ShorterThanTheirCount_EndTheConnection() =>
        await AssertViolationAsync(SpdyFrame.Control(SpdyFrameType.Settings, 0, [1_000_000]));

    [Fact]
    public async Task Stream_WithTheServersNumber_EndsTheConnection() => await AssertViolationAsync(Syn(2));

    [Fact]
    public async Task Stream_OpenedTwice_EndsTheConnection() => await AssertViolationAsync([.. Syn(3), .. Syn(3)]);

    [Fact]
    public async Task Pings_WhoseAnswersAreNotRead_EndTheConnection()
    {
        var ping = SpdyFrame.Control(SpdyFrameType.Ping, 0, [1]);
        var flood = Enumerable.Repeat(ping, 20_000).SelectMany(bytes => bytes).ToArray();

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var flooding = _peer.WriteAsync(flood, ending.Token).AsTask();

        Assert.IsType<SpdyException>(await _run);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flooding);
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _server.DisposeAsync();
        await _run;
    }

    private async Task AssertViolationAsync(byte[] frames)
    {
        await SendAsync(frames);

        Assert.Equal((ushort)SpdyFrameType.GoAway, BinaryPrimitives.ReadUInt16BigEndian((await ReceiveAsync()).AsSpan(2)));
        Assert.IsType<SpdyException>(await _run);
    }

    private async Task<SpdyStream> OpenAsync(int id)
    {
        await SendAsync(Syn(id));
        return (await _server.AcceptAsync(Cancel))!;
    }

    private byte[] Syn(int id) => SpdyFrame.Control(SpdyFrameType.SynStream, 0, [id, 0], [0, 0, .. _headers.Encode(new SpdyHeaders([new("streamType", "data")]))]);

    private static byte[] Data(int id, int length)
    {
        var head = new byte[SpdyFrame.HeadSize];
        SpdyFrame.WriteDataHead(head, id, fin: false, length);
        return head;
    }

    private ValueTask SendAsync(byte[] bytes) => _peer.WriteAsync(bytes, Cancel);

    private async Task<byte[]> ReceiveAsync()
    {
        var head = new byte[SpdyFrame.HeadSize];
        await _peer.ReadExactlyAsync(head, Cancel);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) & 0xffffff];
        await _peer.ReadExactlyAsync(body, Cancel);
        return [.. head, .. body];
    }

    private static int DataLength(byte[] frame)
    {
        Assert.Equal(0, frame[0] & 0x80);
        return frame.Length - SpdyFrame.HeadSize;
    }
}
