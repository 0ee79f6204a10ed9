using System.Buffers;
using Kube.Shared.Streams.Spdy;

namespace Kube.Node.Tests.Streams;

public sealed class SpdyHeaderTests
{
    // Made by zlib itself with the preset dictionary, one sync flush after each block.
    private static readonly byte[] s_first = Convert.FromHexString("78f9e3c6a7c202e50e703a2b294a4dcc851625aca9a080c652c670211c07000000ffff");
    private static readonly byte[] s_second = Convert.FromHexString("c2aeb1b824052c859a81182b00000000ffff");

    [Fact]
    public void Dictionary_Checksum_IsTheProtocols()
    {
        uint a = 1, b = 0;
        foreach (var value in SpdyDictionary.Bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        Assert.Equal(SpdyDictionary.Checksum, (b << 16) | a);
    }

    [Fact]
    public void Decode_BlocksOfZlib_ReadInOrder()
    {
        using var decoder = new SpdyHeaderDecoder();

        var first = decoder.Decode(new ReadOnlySequence<byte>(s_first));
        var second = decoder.Decode(new ReadOnlySequence<byte>(s_second));

        Assert.Equal("error", first.Find("streamType"));
        Assert.Equal("text/plain", first.Find("Content-Type"));
        Assert.Equal("stdin", second.Find("streamtype"));
        Assert.Equal("x", second.Find("user-agent"));
        Assert.Null(second.Find("port"));
    }

    [Fact]
    public void Encode_ManyBlocks_AreDecoded()
    {
        var encoder = new SpdyHeaderEncoder();
        using var decoder = new SpdyHeaderDecoder();
        for (var i = 0; i < 300; i++)
        {
            var sent = new SpdyHeaders([new("streamType", "data"), new("port", $"{i}"), new("text", new string('ä', i * 50))]);

            var received = decoder.Decode(new ReadOnlySequence<byte>(encoder.Encode(sent)));

            // Names are lower case on the wire.
            Assert.Equal(sent.Entries.Select(entry => KeyValuePair.Create(entry.Key.ToLowerInvariant(), entry.Value)), received.Entries);
        }
    }

    [Fact]
    public void Decode_Truncated_IsRefused() => AssertRefused(s_first[..20]);

    [Fact]
    public void Decode_AnotherDictionary_IsRefused()
    {
        byte[] other = [.. s_first];
        other[3] ^= 1;
        AssertRefused(other);
    }

    [Fact]
    public void Decode_Noise_IsRefused() => AssertRefused([.. s_first[..6], 0xff, 0xff, 0xff, 0xff, 0xff]);

    [Fact]
    public void Decode_MoreThanAnybodysHeaders_IsRefused() =>
        AssertRefused(new SpdyHeaderEncoder().Encode(new SpdyHeaders([new("a", new string('x', 70_000))])));

    private static void AssertRefused(byte[] block)
    {
        using var decoder = new SpdyHeaderDecoder();
        Assert.Throws<SpdyException>(() => decoder.Decode(new ReadOnlySequence<byte>(block)));
    }
}
