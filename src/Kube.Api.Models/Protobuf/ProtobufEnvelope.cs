using System.Buffers;
using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>What surrounds every object in Kubernetes' protobuf: four bytes, then a <c>runtime.Unknown</c> that names the kind and holds the message.</summary>
internal static class ProtobufEnvelope
{
    /// <summary><c>k8s\0</c>.</summary>
    public static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>Takes the envelope off.</summary>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> data, out string apiVersion, out string kind, out string contentType)
    {
        (apiVersion, kind, contentType) = ("", "", "");
        if (!data.StartsWith(Magic)) throw new ModelFormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        var reader = new ProtobufReader(data[Magic.Length..]);
        ReadOnlySpan<byte> raw = default;
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1: ReadTypeMeta(reader.Message(), out apiVersion, out kind); break;
                case 2: raw = reader.LengthDelimited(); break;
                case 4: contentType = reader.String(); break;
                default: reader.Skip(); break;
            }
        }
        return raw;
    }

    /// <summary>Writes an object in its envelope.</summary>
    public static void Write(IModel model, string apiVersion, string kind, IBufferWriter<byte> output)
    {
        var writer = new ProtobufWriter();
        writer.String(4, "");
        writer.String(3, "");
        var end = writer.Position;
        model.WriteProtobuf(ref writer);
        writer.Close(2, end);
        end = writer.Position;
        writer.String(2, kind);
        writer.String(1, apiVersion);
        writer.Close(1, end);
        writer.Raw(Magic);
        writer.Finish(output);
    }

    private static void ReadTypeMeta(ProtobufReader reader, out string apiVersion, out string kind)
    {
        (apiVersion, kind) = ("", "");
        while (reader.Next(out var number))
        {
            switch (number)
            {
                case 1: apiVersion = reader.String(); break;
                case 2: kind = reader.String(); break;
                default: reader.Skip(); break;
            }
        }
    }
}
