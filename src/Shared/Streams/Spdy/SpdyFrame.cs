using System.Buffers;
using System.Buffers.Binary;

namespace Kube.Shared.Streams.Spdy;

/// <summary>The head of a frame, and the small control frames as bytes.</summary>
/// <remarks>
/// <code>
/// control  |1| version (15) | type (16) |   data  |0| stream (31)   |
///          | flags (8) | length (24)    |         | flags | length  |
/// </code>
/// </remarks>
internal readonly record struct SpdyFrame(bool IsControl, SpdyFrameType Type, int StreamId, byte Flags, int Length)
{
    public const int HeadSize = 8;
    public const byte Fin = 1;
    public const byte Unidirectional = 2;
    private const ushort Version = 0x8003;

    public bool IsFin => (Flags & Fin) != 0;

    /// <exception cref="SpdyException">Another version.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> input, out SpdyFrame frame)
    {
        frame = default;
        if (input.Length < HeadSize) return false;
        Span<byte> head = stackalloc byte[HeadSize];
        input.Slice(0, HeadSize).CopyTo(head);
        input = input.Slice(HeadSize);
        var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(head[4..]) & 0xffffff);
        var isControl = (head[0] & 0x80) != 0;
        if (isControl && BinaryPrimitives.ReadUInt16BigEndian(head) != Version) throw new SpdyException("a frame of another version");
        frame = isControl
            ? new SpdyFrame(true, (SpdyFrameType)BinaryPrimitives.ReadUInt16BigEndian(head[2..]), 0, head[4], length)
            : new SpdyFrame(false, default, BinaryPrimitives.ReadInt32BigEndian(head), head[4], length);
        return true;
    }

    public static void WriteDataHead(Span<byte> output, int streamId, bool fin, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(output, streamId);
        BinaryPrimitives.WriteInt32BigEndian(output[4..], length);
        output[4] = fin ? Fin : (byte)0;
    }

    /// <summary>A control frame of numbers and, after them, bytes.</summary>
    public static byte[] Control(SpdyFrameType type, byte flags, ReadOnlySpan<int> numbers, ReadOnlySpan<byte> rest = default)
    {
        var frame = new byte[HeadSize + (4 * numbers.Length) + rest.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, Version);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)type);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), frame.Length - HeadSize);
        frame[4] = flags;
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeadSize + (4 * i)), numbers[i]);
        rest.CopyTo(frame.AsSpan(HeadSize + (4 * numbers.Length)));
        return frame;
    }
}

/// <summary>Types of control frames.</summary>
internal enum SpdyFrameType : ushort
{
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    Headers = 8,
    WindowUpdate = 9,
}

/// <summary>Why a stream is reset.</summary>
internal enum SpdyResetReason
{
    ProtocolError = 1,
    InvalidStream = 2,
    RefusedStream = 3,
    Cancel = 5,
    FlowControlError = 7,
}
