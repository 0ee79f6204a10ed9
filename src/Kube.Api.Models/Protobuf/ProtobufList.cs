using System.Buffers;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Puts lists together out of items that were encoded before: every list of Kubernetes has its metadata in field 1 and its items in field 2.</summary>
public static class ProtobufList
{
    /// <summary>Writes a list in its envelope.</summary>
    /// <param name="kind">The list's kind, <c>v1, Kind=PodList</c>.</param>
    /// <param name="metadata">The list's own.</param>
    /// <param name="items">The items in order, each as <see cref="ObjectCodec.EncodeProtobuf"/> wrote it; their envelopes are taken off.</param>
    /// <param name="output">Gets the bytes.</param>
    /// <exception cref="ModelFormatException">An item has no envelope.</exception>
    public static void Write(GroupVersionKind kind, V1ListMeta metadata, IReadOnlyList<ReadOnlyMemory<byte>> items, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(output);
        // From the end to the beginning, as the writer goes.
        var writer = new ProtobufWriter();
        writer.String(4, "");
        writer.String(3, "");
        var end = writer.Position;
        for (var i = items.Count - 1; i >= 0; i--) writer.Bytes(2, ProtobufEnvelope.Open(items[i].Span, out _, out _, out _));
        writer.Message(1, metadata);
        writer.Close(2, end);
        end = writer.Position;
        writer.String(2, kind.Kind);
        writer.String(1, kind.ApiVersion);
        writer.Close(1, end);
        writer.Raw(ProtobufEnvelope.Magic);
        writer.Finish(output);
    }
}
