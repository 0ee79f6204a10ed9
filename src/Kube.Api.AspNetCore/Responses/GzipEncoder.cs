using System.Buffers;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Compresses whole answers.</summary>
internal static class GzipEncoder
{
    /// <summary>Smaller answers are not worth the time (upstream's defaultGzipThresholdBytes).</summary>
    public const int Threshold = 128 << 10;

    /// <summary>Whether the client takes gzip: upstream looks for the word alone, weights do not count.</summary>
    public static bool IsAccepted(StringValues acceptEncoding)
    {
        foreach (var line in acceptEncoding)
        {
            if (line is null) continue;
            foreach (var range in line.AsSpan().Split(','))
            {
                var token = line.AsSpan()[range];
                var parameters = token.IndexOf(';');
                if (parameters >= 0) token = token[..parameters];
                if (token.Trim().SequenceEqual("gzip")) return true;
            }
        }

        return false;
    }

    public static void Encode(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        using var stream = new GZipStream(new BufferStream(output), CompressionLevel.Fastest);
        stream.Write(body);
    }

    /// <summary>Lets a stream write into a buffer.</summary>
    private sealed class BufferStream(IBufferWriter<byte> output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

        public override void Flush()
        {
            // The owner of the buffer sends it.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
