using System.Buffers;
using Kube.Shared.Streams.Spdy;

namespace Kube.Node.Tests.Streams;

/// <summary>Whatever a peer sends, the connection ends in order or goes on, and holds no more than its bounds.</summary>
public sealed class SpdyHostileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_OfAnyContent_EndTheConnectionInOrder()
    {
        var random = new Random(20261121);
        var rounds = Environment.GetEnvironmentVariable("KUBE_LONG") == "1" ? 20_000 : 300;
        for (var round = 0; round < rounds; round++)
        {
            var (peer, transport) = DuplexPair.Create();
            await using var connection = new SpdyConnection(transport, isServer: true);
            var run = connection.RunAsync(Cancel);
            var reading = DrainAsync(connection);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var answers = Ignore(peer.CopyToAsync(Stream.Null, over.Token));
            // Nobody reads any more after a violation: what was to be sent still is given up then.
            var sending = Ignore(SendAsync(peer, Hostile(random), over.Token));

            var failure = await run.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

            Assert.True(failure is null or SpdyException or IOException or EndOfStreamException, $"round {round}: {failure}");
            await over.CancelAsync();
            await sending;
            await answers;
            await reading.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        }
    }

    [Fact]
    public void HeaderBlocks_WithMoreThanTheirHeaders_AreRefused_AndNotKept()
    {
        var encoder = new SpdyHeaderEncoder();
        using var decoder = new SpdyHeaderDecoder();
        decoder.Decode(new ReadOnlySequence<byte>(encoder.Encode(new SpdyHeaders([new("a", "b")]))));
        byte[] padded = [.. encoder.Encode(new SpdyHeaders([new("a", "c")])), .. new byte[60_000]];

        Assert.Throws<SpdyException>(() =>
        {
            for (var i = 0; i < 100; i++) decoder.Decode(new ReadOnlySequence<byte>(padded));
        });
    }

    // Frames that are right, with bytes changed: each kind comes, opened streams among them.
    private static byte[] Hostile(Random random)
    {
        var encoder = new SpdyHeaderEncoder();
        var bytes = new List<byte>();
        for (var frames = random.Next(1, 30); frames > 0; frames--)
        {
            var id = random.Next(1, 40);
            bytes.AddRange(random.Next(9) switch
            {
                0 or 1 => SpdyFrame.Control(SpdyFrameType.SynStream, (byte)random.Next(4), [id | 1, 0], [0, 0, .. encoder.Encode(new SpdyHeaders([new("streamType", new string('x', random.Next(200)))]))]),
                2 => SpdyFrame.Control(SpdyFrameType.RstStream, 0, [id, random.Next(12)]),
                3 => SpdyFrame.Control(SpdyFrameType.Settings, 0, [1, 7, random.Next()]),
                4 => SpdyFrame.Control(SpdyFrameType.WindowUpdate, 0, [id, random.Next()]),
                5 => SpdyFrame.Control(SpdyFrameType.Ping, 0, [random.Next()]),
                6 => SpdyFrame.Control(SpdyFrameType.Headers, 0, [id], encoder.Encode(new SpdyHeaders([]))),
                7 => SpdyFrame.Control((SpdyFrameType)random.Next(20), 0, [random.Next(), random.Next()]),
                _ => Data(id, random.Next(2) == 0, random.Next(3000)),
            });
        }

        byte[] sent = [.. bytes];
        for (var changes = random.Next(3); changes > 0; changes--) sent[random.Next(sent.Length)] = (byte)random.Next(256);
        return random.Next(3) == 0 ? sent[..random.Next(sent.Length)] : sent;
    }

    private static byte[] Data(int id, bool fin, int length)
    {
        var frame = new byte[SpdyFrame.HeadSize + length];
        SpdyFrame.WriteDataHead(frame, id, fin, length);
        return frame;
    }

    private static async Task SendAsync(Stream peer, byte[] bytes, CancellationToken cancellationToken)
    {
        await peer.WriteAsync(bytes, cancellationToken);
        await peer.DisposeAsync();
    }

    private static Task Ignore(Task task) => task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static async Task DrainAsync(SpdyConnection connection)
    {
        while (await connection.AcceptAsync(Cancel) is { } stream) stream.StopReading();
    }
}
