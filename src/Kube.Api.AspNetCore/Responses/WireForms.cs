using System.Buffers;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Turns the JSON of an answer into the encoding asked for.</summary>
internal static class WireForms
{
    /// <param name="json">Compact JSON.</param>
    /// <param name="codec">Reads and writes its kind; null for a form that only JSON and YAML have.</param>
    /// <param name="encoding">What to write.</param>
    /// <param name="pretty">Whether JSON is indented.</param>
    /// <param name="output">Where to.</param>
    public static void Convert(ReadOnlySpan<byte> json, ObjectCodec? codec, WireEncoding encoding, bool pretty, IBufferWriter<byte> output)
    {
        switch (encoding)
        {
            case WireEncoding.Json when pretty:
                JsonIndenter.Write(json, output);
                break;
            case WireEncoding.Json:
                output.Write(json);
                output.Write("\n"u8);
                break;
            default:
                throw new NotAcceptableException("only the following media types are accepted: " + MediaTypes.Json);
        }
    }
}
