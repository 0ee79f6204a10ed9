using System.Buffers;
using System.Text.Json;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Yaml;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Turns the JSON of an answer into the encoding asked for.</summary>
internal static class WireForms
{
    /// <param name="json">Compact JSON.</param>
    /// <param name="codec">Reads and writes its kind; null when it is to be found by the kind that the JSON names.</param>
    /// <param name="encoding">What to write.</param>
    /// <param name="pretty">Whether JSON is indented.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="NotAcceptableException">The kind has no such form.</exception>
    public static void Convert(ReadOnlyMemory<byte> json, ObjectCodec? codec, WireEncoding encoding, bool pretty, IBufferWriter<byte> output)
    {
        switch (encoding)
        {
            case WireEncoding.Protobuf:
                WriteProtobuf(json, codec ?? Find(json.Span), output);
                break;
            case WireEncoding.Yaml:
                KubeYaml.Write(json, output);
                break;
            case WireEncoding.Json when pretty:
                JsonIndenter.Write(json.Span, output);
                break;
            default:
                output.Write(json.Span);
                output.Write("\n"u8);
                break;
        }
    }

    private static void WriteProtobuf(ReadOnlyMemory<byte> json, ObjectCodec? codec, IBufferWriter<byte> output)
    {
        if (codec is not { HasProtobuf: true }) throw new NotAcceptableException("only the following media types are accepted: application/json, application/yaml");
        codec.EncodeProtobuf(codec.Decode(json, null), output);
    }

    // Kind and apiVersion stand first in everything that is written here.
    private static ObjectCodec? Find(ReadOnlySpan<byte> json)
    {
        string kind = "", version = "v1";
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                kind = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("apiVersion"u8))
            {
                reader.Read();
                version = reader.GetString() ?? "";
            }
            else
            {
                break;
            }
        }

        return KubernetesTypes.Find(GroupVersionKind.From(version, kind));
    }
}
