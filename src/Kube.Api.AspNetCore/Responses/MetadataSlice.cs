using System.Buffers;
using System.Text.Json;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes an object's metadata alone, as PartialObjectMetadata, out of its bytes.</summary>
internal static class MetadataSlice
{
    /// <param name="obj">The object.</param>
    /// <param name="revision">Its resourceVersion; 0: none.</param>
    /// <param name="metaVersion">The version of meta.k8s.io shown.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ServedObject obj, long revision, string metaVersion, IBufferWriter<byte> output)
    {
        using var whole = new PooledBuffer(obj.Length + 64);
        obj.WriteJson(whole, revision);
        output.Write("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/"u8);
        JsonBytes.WriteRaw(output, metaVersion);
        output.Write("\",\"metadata\":"u8);
        if (obj.Resource?.Stored.Table.HiddenAnnotation is not { } hidden) output.Write(Find(whole.WrittenSpan));
        else WriteWithout(Find(whole.WrittenSpan), hidden, output);
        output.Write("}"u8);
    }

    private static void WriteWithout(ReadOnlySpan<byte> metadata, string annotation, IBufferWriter<byte> output)
    {
        var tree = (TreeObject)TreeNode.Parse(metadata.ToArray());
        if (tree.GetObject("annotations"u8)?.Without(annotation) is { } annotations)
            tree = annotations.Count == 0 ? tree.Without("annotations"u8) : tree.With("annotations"u8, annotations);
        tree.WriteTo(output);
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isMetadata) return json[start..(int)reader.BytesConsumed];
        }

        return "{}"u8;
    }
}
