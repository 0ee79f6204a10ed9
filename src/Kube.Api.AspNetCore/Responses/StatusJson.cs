using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kube.Api.Models;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes a Status, in Go's order of fields, without the machinery of kinds: also when that is what failed.</summary>
internal static class StatusJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(V1Status status, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("kind"u8, "Status"u8);
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteStartObject("metadata"u8);
        if (status.Metadata.ResourceVersion is { Length: > 0 } revision) json.WriteString("resourceVersion"u8, revision);
        if (status.Metadata.Continue is { Length: > 0 } token) json.WriteString("continue"u8, token);
        if (status.Metadata.RemainingItemCount is { } remaining) json.WriteNumber("remainingItemCount"u8, remaining);
        json.WriteEndObject();
        WriteText(json, "status"u8, status.Status);
        WriteText(json, "message"u8, status.Message);
        WriteText(json, "reason"u8, status.Reason);
        if (status.Details is { } details) WriteDetails(json, details);
        if (status.Code is { } code and not 0) json.WriteNumber("code"u8, code);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, V1StatusDetails details)
    {
        json.WriteStartObject("details"u8);
        WriteText(json, "name"u8, details.Name);
        WriteText(json, "group"u8, details.Group);
        WriteText(json, "kind"u8, details.Kind);
        WriteText(json, "uid"u8, details.Uid);
        if (details.Causes is { Count: > 0 } causes)
        {
            json.WriteStartArray("causes"u8);
            foreach (var cause in causes)
            {
                json.WriteStartObject();
                WriteText(json, "reason"u8, cause.Reason);
                WriteText(json, "message"u8, cause.Message);
                WriteText(json, "field"u8, cause.Field);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (details.RetryAfterSeconds is { } seconds and not 0) json.WriteNumber("retryAfterSeconds"u8, seconds);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
    }
}
