using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Kube.Shared.Grpc;

/// <summary>Messages on the wire: one byte that says whether they are compressed (we never do), four of length, the message.</summary>
internal static class GrpcFrames
{
    private const int Header = 5;

    /// <summary>Writes one message; the caller flushes.</summary>
    public static void Write(IBufferWriter<byte> output, IMessage message)
    {
        var head = output.GetSpan(Header);
        head[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], message.CalculateSize());
        output.Advance(Header);
        message.WriteTo(output);
    }

    /// <summary>One message as bytes of its own.</summary>
    public static byte[] ToBytes(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[Header + size];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), size);
        message.WriteTo(frame.AsSpan(Header));
        return frame;
    }

    /// <summary>The next message, or null when the stream ends where a message would begin.</summary>
    /// <exception cref="GrpcException">The stream ends within a message, it is larger than allowed, compressed, or no such message.</exception>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader input, MessageParser<T> parser, int limit, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (TryRead(ref buffer, parser, limit, out var message))
            {
                input.AdvanceTo(buffer.Start);
                return message;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted) continue;
            if (buffer.IsEmpty) return null;
            throw new GrpcException(GrpcStatusCode.Internal, "the stream ended within a message");
        }
    }

    private static bool TryRead<T>(ref ReadOnlySequence<byte> buffer, MessageParser<T> parser, int limit, out T? message)
        where T : class, IMessage<T>
    {
        message = null;
        if (buffer.Length < Header) return false;
        Span<byte> head = stackalloc byte[Header];
        buffer.Slice(0, Header).CopyTo(head);
        if (head[0] == 1) throw new GrpcException(GrpcStatusCode.Unimplemented, "grpc: Decompressor is not installed for grpc-encoding");
        if (head[0] != 0) throw new GrpcException(GrpcStatusCode.Internal, $"grpc: received unexpected payload format {head[0]}");
        // Judged before it has come: a sender must not make us hold what we would refuse.
        var size = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        if (size > limit) throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"grpc: received message larger than max ({size} vs. {limit})");
        if (buffer.Length < Header + size) return false;
        try
        {
            message = parser.ParseFrom(buffer.Slice(Header, size));
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"grpc: error unmarshalling message: {malformed.Message}", malformed);
        }

        buffer = buffer.Slice(Header + size);
        return true;
    }
}
