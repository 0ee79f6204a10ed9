using System.Buffers;
using System.Buffers.Binary;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Watch events of <c>application/vnd.kubernetes.protobuf;stream=watch</c>: each a length of four bytes, big end first, then a bare
/// <c>WatchEvent</c> message (no envelope) whose object is an enveloped object.</summary>
public static class ProtobufWatch
{
    /// <summary>Writes one event.</summary>
    /// <param name="type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
    /// <param name="enveloped">The object as <see cref="ObjectCodec.EncodeProtobuf"/> wrote it.</param>
    /// <param name="output">Gets the frame.</param>
    public static void WriteEvent(string type, ReadOnlySpan<byte> enveloped, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(output);
        var writer = new ProtobufWriter();
        writer.Bytes(1, enveloped);
        writer.Close(2, 0);
        writer.String(1, type);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, writer.Position);
        writer.Raw(length);
        writer.Finish(output);
    }

    /// <summary>Reads the message of one frame.</summary>
    /// <param name="message">The bytes behind the length.</param>
    /// <param name="type">The event's type.</param>
    /// <returns>The enveloped object, a part of <paramref name="message"/>.</returns>
    /// <exception cref="ModelFormatException">No such message.</exception>
    public static ReadOnlySpan<byte> ReadEvent(ReadOnlySpan<byte> message, out string type)
    {
        type = "";
        ReadOnlySpan<byte> enveloped = default;
        var reader = new ProtobufReader(message);
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1: type = reader.String(); break;
                case 2:
                    var raw = reader.Message();
                    while (raw.Next(out var inner))
                    {
                        if (inner == 1) enveloped = raw.LengthDelimited();
                        else raw.Skip();
                    }
                    break;
                default: reader.Skip(); break;
            }
        }
        return enveloped;
    }
}
