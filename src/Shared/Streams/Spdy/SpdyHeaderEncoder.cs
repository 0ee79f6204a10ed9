using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Kube.Shared.Streams.Spdy;

/// <summary>Writes header blocks as the zlib stream that the peer expects, stored instead of compressed: a handful of bytes per stream does not repay the work.</summary>
internal sealed class SpdyHeaderEncoder
{
    private const int MaxStored = ushort.MaxValue;
    private bool _started;

    public byte[] Encode(SpdyHeaders headers)
    {
        var output = new ArrayBufferWriter<byte>();
        if (!_started)
        {
            // Deflate with a 32 KiB window, and the dictionary's checksum although no back-reference will use it: the peer asks for both.
            output.Write<byte>([0x78, 0xbb]);
            WriteNumber(output, unchecked((int)SpdyDictionary.Checksum));
            _started = true;
        }

        var block = Text(headers);
        for (var at = 0; at < block.Length; at += MaxStored) WriteStored(output, block.AsSpan(at, Math.Min(MaxStored, block.Length - at)));
        // An empty stored block is deflate's flush: without it Go's inflater keeps what it has.
        WriteStored(output, []);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Text(SpdyHeaders headers)
    {
        var text = new ArrayBufferWriter<byte>();
        WriteNumber(text, headers.Entries.Count);
        foreach (var (name, value) in headers.Entries)
        {
            // Names are lower case on the wire; Go refuses others.
            WriteText(text, name.ToLowerInvariant());
            WriteText(text, value);
        }

        return text.WrittenSpan.ToArray();
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(output, bytes.Length);
        output.Write(bytes);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), number);
        output.Advance(4);
    }

    private static void WriteStored(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> data)
    {
        var head = output.GetSpan(5);
        head[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~data.Length);
        output.Advance(5);
        output.Write(data);
    }
}
