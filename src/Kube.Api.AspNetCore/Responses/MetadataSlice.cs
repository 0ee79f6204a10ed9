using System.Buffers;
using System.Text.Json;
using Kube.Api.Objects;

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
        output.Write(Find(whole.WrittenSpan));
        output.Write("}"u8);
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
