using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.Audit;

/// <summary>Writes records as <c>audit.k8s.io/v1</c> events, members in upstream's order.</summary>
internal static class AuditEventWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(AuditEvent record, AuditStage stage, DateTimeOffset at, V1Status? status, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, s_options);
        json.WriteStartObject();
        json.WriteString("kind"u8, "Event"u8);
        json.WriteString("apiVersion"u8, "audit.k8s.io/v1"u8);
        json.WriteString("level"u8, NameOf(record.Level));
        json.WriteString("auditID"u8, record.Id);
        json.WriteString("stage"u8, NameOf(stage));
        json.WriteString("requestURI"u8, record.Uri);
        json.WriteString("verb"u8, record.Verb);
        json.WritePropertyName("user"u8);
        WriteUser(json, record.User);
        if (record.ImpersonatedUser is { } impersonated)
        {
            json.WritePropertyName("impersonatedUser"u8);
            WriteUser(json, impersonated);
        }

        WriteSource(json, record);
        if (record.Target is { } target) WriteTarget(json, target);
        if (status is not null) WriteStatus(json, status);
        WriteBody(json, "requestObject"u8, record.RequestObject);
        if (stage != AuditStage.RequestReceived) WriteBody(json, "responseObject"u8, record.ResponseObject);
        WriteTime(json, "requestReceivedTimestamp"u8, record.ReceivedAt);
        WriteTime(json, "stageTimestamp"u8, at);
        WriteAnnotations(json, record);
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, UserInfo? user)
    {
        json.WriteStartObject();
        if (user is not null)
        {
            if (user.Name.Length > 0) json.WriteString("username"u8, user.Name);
            if (!string.IsNullOrEmpty(user.Uid)) json.WriteString("uid"u8, user.Uid);
            if (!user.Groups.IsDefaultOrEmpty)
            {
                json.WriteStartArray("groups"u8);
                foreach (var group in user.Groups) json.WriteStringValue(group);
                json.WriteEndArray();
            }

            if (user.Extra.Count > 0) WriteExtra(json, user);
        }

        json.WriteEndObject();
    }

    private static void WriteExtra(Utf8JsonWriter json, UserInfo user)
    {
        json.WriteStartObject("extra"u8);
        foreach (var (key, values) in user.Extra.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(key);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, AuditEvent record)
    {
        if (record.SourceIPs.Count > 0)
        {
            json.WriteStartArray("sourceIPs"u8);
            for (var i = 0; i < record.SourceIPs.Count; i++) json.WriteStringValue(record.SourceIPs[i]);
            json.WriteEndArray();
        }

        if (record.UserAgent.Length > 0) json.WriteString("userAgent"u8, record.UserAgent);
    }

    private static void WriteTarget(Utf8JsonWriter json, AuditTarget target)
    {
        json.WriteStartObject("objectRef"u8);
        if (target.Resource.Length > 0) json.WriteString("resource"u8, target.Resource);
        if (target.Namespace.Length > 0) json.WriteString("namespace"u8, target.Namespace);
        if (target.Name.Length > 0) json.WriteString("name"u8, target.Name);
        if (target.Uid.Length > 0) json.WriteString("uid"u8, target.Uid);
        if (target.Group.Length > 0) json.WriteString("apiGroup"u8, target.Group);
        if (target.Version.Length > 0) json.WriteString("apiVersion"u8, target.Version);
        if (target.ResourceVersion.Length > 0) json.WriteString("resourceVersion"u8, target.ResourceVersion);
        if (target.Subresource.Length > 0) json.WriteString("subresource"u8, target.Subresource);
        json.WriteEndObject();
    }

    // Only what has bounds, as upstream.
    private static void WriteStatus(Utf8JsonWriter json, V1Status status)
    {
        json.WriteStartObject("responseStatus"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        if (!string.IsNullOrEmpty(status.Status)) json.WriteString("status"u8, status.Status);
        if (!string.IsNullOrEmpty(status.Message)) json.WriteString("message"u8, status.Message);
        if (!string.IsNullOrEmpty(status.Reason)) json.WriteString("reason"u8, status.Reason);
        if (status.Details is { } details)
        {
            json.WriteStartObject("details"u8);
            if (!string.IsNullOrEmpty(details.Name)) json.WriteString("name"u8, details.Name);
            if (!string.IsNullOrEmpty(details.Group)) json.WriteString("group"u8, details.Group);
            if (!string.IsNullOrEmpty(details.Kind)) json.WriteString("kind"u8, details.Kind);
            if (!string.IsNullOrEmpty(details.Uid)) json.WriteString("uid"u8, details.Uid);
            if (details.RetryAfterSeconds is > 0) json.WriteNumber("retryAfterSeconds"u8, details.RetryAfterSeconds.Value);
            json.WriteEndObject();
        }

        if (status.Code is > 0) json.WriteNumber("code"u8, status.Code.Value);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return;
        json.WritePropertyName(name);
        var text = body.Span.TrimEnd((byte)'\n');
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            // A record is one line.
            if (text.IndexOf((byte)'\n') < 0) json.WriteRawValue(text, skipInputValidation: true);
            else document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            // A body that the server refuses is recorded as it came.
            json.WriteStringValue(Encoding.UTF8.GetString(text));
        }
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[32];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }

    private static void WriteAnnotations(Utf8JsonWriter json, AuditEvent record)
    {
        if (record.Annotations is not { Count: > 0 } annotations) return;
        json.WriteStartObject("annotations"u8);
        foreach (var (key, value) in annotations) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> NameOf(AuditLevel level) => level switch
    {
        AuditLevel.Metadata => "Metadata"u8,
        AuditLevel.Request => "Request"u8,
        AuditLevel.RequestResponse => "RequestResponse"u8,
        _ => "None"u8,
    };

    private static ReadOnlySpan<byte> NameOf(AuditStage stage) => stage switch
    {
        AuditStage.RequestReceived => "RequestReceived"u8,
        AuditStage.ResponseStarted => "ResponseStarted"u8,
        AuditStage.Panic => "Panic"u8,
        _ => "ResponseComplete"u8,
    };
}
