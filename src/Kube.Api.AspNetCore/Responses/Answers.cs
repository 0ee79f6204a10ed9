using System.Buffers;
using Kube.Api.AspNetCore.Audit;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Models;
using Kube.Api.Objects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes whole answers: an object, a Status, a document, a text. What is written is sent by the server when the request ends.</summary>
internal static class Answers
{
    public static readonly StringValues NoCache = "no-cache, private";
    public static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues VaryEncoding = "Accept-Encoding";
    private static readonly StringValues Gzip = "gzip";

    public static void Object(HttpContext http, int status, ServedObject obj, long revision, in ObjectForm form, DateTime now)
    {
        RequestAudit.NoteAnswer(obj, revision);
        if (form.IsPlainJson && obj.Length < GzipEncoder.Threshold)
        {
            PlainObject(http, status, obj, revision);
            return;
        }

        if (form.Output is { Encoding: WireEncoding.Protobuf, Transform: OutputTransform.None } && obj.Resource is not null && obj.Codec.HasProtobuf)
        {
            Bytes(http, status, obj.GetProtobuf(revision).Span, form.Output.ContentType);
            return;
        }

        if (form.Output is { Encoding: WireEncoding.Yaml, Transform: OutputTransform.None } && obj.Resource is not null)
        {
            Bytes(http, status, obj.GetYaml(revision).Span, form.Output.ContentType);
            return;
        }

        using var json = new PooledBuffer(obj.Length + 1024);
        // A Status answers in its own form, whatever was asked for (upstream's transformResponseObject).
        var output = obj.Resource is null ? OutputForm.Plain(form.Output.Encoding) : form.Output;
        ObjectJson.Write(json, obj, revision, form with { Output = output }, withColumns: true, now);
        var codec = output.Transform == OutputTransform.None ? obj.Codec : null;
        Whole(http, status, json.WrittenMemory, codec, output, form.Pretty);
    }

    public static void Status(HttpContext http, V1Status status, OutputForm form, bool pretty)
    {
        RequestAudit.NoteAnswer(status);
        using var json = new PooledBuffer(1024);
        StatusJson.Write(status, json);
        Whole(http, status.Code ?? 500, json.WrittenMemory, null, OutputForm.Plain(form.Encoding), pretty);
    }

    /// <summary>A JSON document in the form asked for.</summary>
    public static void Whole(HttpContext http, int status, ReadOnlyMemory<byte> json, ObjectCodec? codec, OutputForm form, bool pretty)
    {
        using var body = new PooledBuffer(json.Length + (json.Length / 2) + 64);
        WireForms.Convert(json, codec, form.Encoding, pretty || form.Pretty, body);
        Bytes(http, status, body.WrittenSpan, form.ContentType);
    }

    public static void Text(HttpContext http, int status, ReadOnlySpan<byte> text, bool noSniff)
    {
        if (noSniff) http.Response.Headers.XContentTypeOptions = NoSniff;
        Bytes(http, status, text, MediaTypes.PlainText);
    }

    public static void PageNotFound(HttpContext http) => Text(http, 404, "404 page not found\n"u8, noSniff: true);

    public static void Bytes(HttpContext http, int status, ReadOnlySpan<byte> body, string contentType)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        if (body.Length >= GzipEncoder.Threshold && GzipEncoder.IsAccepted(http.Request.Headers.AcceptEncoding))
        {
            response.Headers.ContentEncoding = Gzip;
            response.Headers.Vary = VaryEncoding;
            using var compressed = new PooledBuffer(body.Length / 4);
            GzipEncoder.Encode(body, compressed);
            response.ContentLength = compressed.Length;
            if (!HttpMethods.IsHead(http.Request.Method)) response.BodyWriter.Write(compressed.WrittenSpan);
            return;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) response.BodyWriter.Write(body);
    }

    private static void PlainObject(HttpContext http, int status, ServedObject obj, long revision)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = MediaTypes.Json;
        response.ContentLength = obj.GetJsonLength(revision) + 1;
        var body = response.BodyWriter;
        obj.WriteJson(body, revision);
        body.Write("\n"u8);
    }
}
