using System.Text.Json;
using Kube.Api.Models;

namespace Kube.Api.Client.Http;

/// <summary>Reads objects and lists out of answers.</summary>
internal static class AnswerReader
{
    /// <summary>An object of the codec's kind, or the Status that stands in its place.</summary>
    public static IKubernetesObject Object(ReadOnlyMemory<byte> json, ObjectCodec codec) => IsStatus(json.Span) ? KubernetesTypes.Codec<V1Status>().Decode(json, null) : codec.Decode(json, null);

    public static ResourceList<IKubernetesObject> List(ReadOnlyMemory<byte> json, ObjectCodec codec)
    {
        var items = new List<IKubernetesObject>();
        string revision = "", continueToken = "";
        long? remaining = null;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8)) ReadMetadata(ref reader, ref revision, ref continueToken, ref remaining);
            else if (reader.ValueTextEquals("items"u8)) ReadItems(ref reader, json, codec, items);
            else reader.Skip();
        }

        return new(items, revision, continueToken, remaining);
    }

    private static bool IsStatus(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind"u8);
            reader.Read();
            if (isKind) return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Status"u8);
            reader.Skip();
        }

        return false;
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref string revision, ref string continueToken, ref long? remaining)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("resourceVersion"u8))
            {
                reader.Read();
                revision = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("continue"u8))
            {
                reader.Read();
                continueToken = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("remainingItemCount"u8))
            {
                reader.Read();
                remaining = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ObjectCodec codec, List<IKubernetesObject> items)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var item = codec.Decode(json[start..(int)reader.BytesConsumed], null);
            // Items of a list do not repeat what the list says.
            item.Kind ??= codec.Kind.Kind;
            item.ApiVersion ??= codec.Kind.ApiVersion;
            items.Add(item);
        }
    }
}
