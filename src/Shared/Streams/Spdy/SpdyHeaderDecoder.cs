using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Kube.Shared.Streams.Spdy;

/// <summary>Decompresses the header blocks that one peer sends: one zlib stream over all of them, in the order of their frames.</summary>
/// <remarks>
/// The platform's zlib stream takes no preset dictionary. The raw inflater takes any history, though: a stored block in front of the peer's first byte puts the
/// dictionary into its window, and what comes out of it is thrown away. Nothing is read past the end of a header block, so the inflater never sees an end of input.
/// </remarks>
internal sealed class SpdyHeaderDecoder : IDisposable
{
    private const int MaxHeaders = 128;
    private const int MaxBytes = 64 << 10;
    private const int ZlibHeader = 6;

    // A flush marker is five bytes.
    private const int MaxLeft = 64;

    private readonly BlockInput _input = new();
    private readonly DeflateStream _inflater;
    private bool _started;
    private int _left;

    public SpdyHeaderDecoder() => _inflater = new DeflateStream(_input, CompressionMode.Decompress);

    /// <exception cref="SpdyException">The block is malformed, or longer than anybody's headers.</exception>
    public SpdyHeaders Decode(in ReadOnlySequence<byte> block)
    {
        var bytes = block.ToArray();
        try
        {
            _input.Feed(_started ? bytes : Start(bytes));
            _left = MaxBytes;
            var count = ReadNumber();
            if (count is < 0 or > MaxHeaders) throw new SpdyException("too many headers");
            var entries = new KeyValuePair<string, string>[count];
            for (var i = 0; i < count; i++) entries[i] = new(ReadText(), ReadText());
            // What stays is kept for the next block: a peer that always sends more than its headers would have all of it kept.
            if (_input.Left > MaxLeft) throw new SpdyException("a header block is longer than its headers");
            return new SpdyHeaders(entries);
        }
        catch (InvalidDataException malformed)
        {
            throw new SpdyException("a header block is no deflated data", malformed);
        }
    }

    public void Dispose() => _inflater.Dispose();

    private ReadOnlyMemory<byte> Start(byte[] first)
    {
        const int deflate = 8, hasDictionary = 0x20;
        if (first.Length < ZlibHeader || (first[0] & 0xf) != deflate || (first[1] & hasDictionary) == 0 || ((first[0] << 8) | first[1]) % 31 != 0
            || BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(2)) != SpdyDictionary.Checksum)
            throw new SpdyException("the header compression does not start as SPDY/3's");

        var dictionary = SpdyDictionary.Bytes;
        var primer = new byte[5 + dictionary.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(primer.AsSpan(1), (ushort)dictionary.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(primer.AsSpan(3), (ushort)~dictionary.Length);
        dictionary.CopyTo(primer.AsSpan(5));
        _input.Feed(primer);
        _left = dictionary.Length;
        ReadExactly(new byte[dictionary.Length]);
        _started = true;
        return first.AsMemory(ZlibHeader);
    }

    private int ReadNumber()
    {
        Span<byte> number = stackalloc byte[4];
        ReadExactly(number);
        return BinaryPrimitives.ReadInt32BigEndian(number);
    }

    private string ReadText()
    {
        var length = ReadNumber();
        if (length < 0 || length > _left) throw new SpdyException("a header is too long");
        var text = new byte[length];
        ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }

    private void ReadExactly(scoped Span<byte> target)
    {
        if (target.Length > _left) throw new SpdyException("the headers are too long");
        _left -= target.Length;
        while (!target.IsEmpty)
        {
            var read = _inflater.Read(target);
            if (read == 0) throw new SpdyException("a header block ends early");
            target = target[read..];
        }
    }

    /// <summary>Hands the inflater one block at a time.</summary>
    private sealed class BlockInput : Stream
    {
        private ReadOnlyMemory<byte> _rest;

        public int Left => _rest.Length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        // What an earlier block left unread cannot be more than its flush marker, and goes first.
        public void Feed(ReadOnlyMemory<byte> block) => _rest = _rest.IsEmpty ? block : (byte[])[.. _rest.Span, .. block.Span];

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _rest.Length);
            _rest.Span[..length].CopyTo(buffer);
            _rest = _rest[length..];
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
