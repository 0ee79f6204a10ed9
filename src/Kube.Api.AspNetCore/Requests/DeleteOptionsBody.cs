using System.Text.Json;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Yaml;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>Reads the options of a delete: the body's when there is one, else the query's.</summary>
internal static class DeleteOptionsBody
{
    private static readonly ObjectCodec Codec = KubernetesTypes.Codec<V1DeleteOptions>();

    /// <exception cref="BadRequestException">The body is no DeleteOptions, or a number of the query is none.</exception>
    public static V1DeleteOptions Read(HttpContext http, ReadOnlyMemory<byte> body, in QueryParameters query)
    {
        if (body.IsEmpty) return OperationOptions.Delete(query);
        if (!MediaTypes.TryParseContentType(http.Request.ContentType, out var encoding)) encoding = WireEncoding.Json;
        try
        {
            return encoding switch
            {
                WireEncoding.Protobuf => (V1DeleteOptions)Codec.DecodeProtobuf(body),
                WireEncoding.Yaml => Decode(KubeYaml.ToJson(body.Span)),
                _ => Decode(body),
            };
        }
        catch (ModelFormatException fault)
        {
            throw new BadRequestException(IsJson(encoding, body.Span) ? fault.Message : $"couldn't get version/kind; json parse error: {fault.Message}");
        }
    }

    private static V1DeleteOptions Decode(ReadOnlyMemory<byte> json)
    {
        var options = (V1DeleteOptions)Codec.Decode(json, null);
        if (options.Kind is null or "" or "DeleteOptions") return options;
        throw new BadRequestException(
            $"no kind \"{options.Kind}\" is registered for version \"{options.ApiVersion}\" in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
    }

    private static bool IsJson(WireEncoding encoding, ReadOnlySpan<byte> body)
    {
        if (encoding != WireEncoding.Json) return true;
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read to its end counts.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
