using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>Writes whole documents.</summary>
internal sealed class DocumentWriter
{
    /// <summary>Nothing of this is put into HTML, so only what JSON asks for is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _writer;
    private readonly SchemaWriter _schemas;
    private readonly bool _version3;

    private DocumentWriter(Utf8JsonWriter writer, bool version3)
    {
        (_writer, _version3) = (writer, version3);
        _schemas = new SchemaWriter(writer, version3);
    }

    public static byte[] WriteVersion2(IReadOnlyList<OpenApiPath> paths) => Write(paths, version3: false);

    public static byte[] WriteVersion3(IReadOnlyList<OpenApiPath> paths) => Write(paths, version3: true);

    private static byte[] Write(IReadOnlyList<OpenApiPath> paths, bool version3)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            var document = new DocumentWriter(writer, version3);
            if (version3) document.Version3(paths);
            else document.Version2(paths);
        }
        return buffer.WrittenSpan.ToArray();
    }

    private void Version2(IReadOnlyList<OpenApiPath> paths)
    {
        _writer.WriteStartObject();
        _writer.WriteString("swagger", "2.0");
        Info();
        Paths(paths);
        _writer.WriteStartObject("definitions");
        foreach (var (name, type) in new DefinitionSet(paths).All)
        {
            _writer.WritePropertyName(name);
            _schemas.WriteDefinition(type);
        }
        _writer.WriteEndObject();
        _writer.WriteStartObject("securityDefinitions");
        BearerToken();
        _writer.WriteEndObject();
        _writer.WriteStartArray("security");
        _writer.WriteStartObject();
        _writer.WriteStartArray("BearerToken");
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    private void Version3(IReadOnlyList<OpenApiPath> paths)
    {
        _writer.WriteStartObject();
        _writer.WriteString("openapi", "3.0.0");
        Info();
        Paths(paths);
        _writer.WriteStartObject("components");
        _writer.WriteStartObject("schemas");
        foreach (var (name, type) in new DefinitionSet(paths).All)
        {
            _writer.WritePropertyName(name);
            _schemas.WriteDefinition(type);
        }
        _writer.WriteEndObject();
        _writer.WriteStartObject("securitySchemes");
        BearerToken();
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void Info()
    {
        _writer.WriteStartObject("info");
        _writer.WriteString("title", "Kubernetes");
        _writer.WriteString("version", "unversioned");
        _writer.WriteEndObject();
    }

    private void BearerToken()
    {
        _writer.WriteStartObject("BearerToken");
        _writer.WriteString("description", "Bearer Token authentication");
        _writer.WriteString("in", "header");
        _writer.WriteString("name", "authorization");
        _writer.WriteString("type", "apiKey");
        _writer.WriteEndObject();
    }

    private void Paths(IReadOnlyList<OpenApiPath> paths)
    {
        _writer.WriteStartObject("paths");
        foreach (var path in paths)
        {
            _writer.WriteStartObject(path.Path);
            foreach (var operation in path.Operations) Operation(operation, path.OwnParameters(operation));
            var common = path.CommonParameters.ToArray();
            // What stands outside resources (discovery, version) takes no parameters at all; connections are not pretty.
            if (path.Operations[0].Action is not (null or "connect")) common = [.. common, OpenApiParameter.Pretty];
            if (common.Length > 0)
            {
                _writer.WriteStartArray("parameters");
                foreach (var parameter in common) Parameter(parameter);
                _writer.WriteEndArray();
            }
            _writer.WriteEndObject();
        }
        _writer.WriteEndObject();
    }

    private void Operation(OpenApiOperation operation, IEnumerable<OpenApiParameter> parameters)
    {
        _writer.WriteStartObject(operation.Method);
        if (operation.Description.Length > 0) _writer.WriteString("description", operation.Description);
        _writer.WriteString("operationId", operation.Id);
        if (!_version3)
        {
            Strings("consumes", operation.Consumes);
            Strings("produces", operation.Produces);
            Strings("schemes", ["https"]);
        }
        var own = parameters.ToArray();
        if (own.Length > 0 || (!_version3 && operation.Body is not null))
        {
            _writer.WriteStartArray("parameters");
            if (!_version3 && operation.Body is not null) BodyParameter(operation);
            foreach (var parameter in own) Parameter(parameter);
            _writer.WriteEndArray();
        }
        if (_version3 && operation.Body is not null) RequestBody(operation);
        Responses(operation);
        Strings("tags", [operation.Tag]);
        if (operation.Action is not null) _writer.WriteString("x-kubernetes-action", operation.Action);
        if (operation.Kind is { } kind)
        {
            _writer.WritePropertyName("x-kubernetes-group-version-kind");
            _schemas.WriteKind(kind);
        }
        _writer.WriteEndObject();
    }

    private void Parameter(OpenApiParameter parameter)
    {
        _writer.WriteStartObject();
        _writer.WriteString("description", parameter.Fact);
        _writer.WriteString("in", parameter.InPath ? "path" : "query");
        _writer.WriteString("name", parameter.Name);
        if (parameter.InPath) _writer.WriteBoolean("required", true);
        if (_version3) _writer.WriteStartObject("schema");
        _writer.WriteString("type", parameter.Type);
        _writer.WriteBoolean("uniqueItems", true);
        if (_version3) _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void BodyParameter(OpenApiOperation operation)
    {
        _writer.WriteStartObject();
        _writer.WriteString("in", "body");
        _writer.WriteString("name", "body");
        if (operation.BodyRequired) _writer.WriteBoolean("required", true);
        _writer.WritePropertyName("schema");
        _schemas.WriteUse(operation.Body!);
        _writer.WriteEndObject();
    }

    private void RequestBody(OpenApiOperation operation)
    {
        _writer.WriteStartObject("requestBody");
        Content(operation.Consumes, operation.Body!);
        if (operation.BodyRequired) _writer.WriteBoolean("required", true);
        _writer.WriteEndObject();
    }

    private void Responses(OpenApiOperation operation)
    {
        _writer.WriteStartObject("responses");
        foreach (var code in operation.SuccessCodes)
        {
            _writer.WriteStartObject(code);
            _writer.WriteString("description", code switch { "201" => "Created", "202" => "Accepted", _ => "OK" });
            if (operation.Answer is { } answer)
            {
                if (_version3) Content(operation.Produces, answer);
                else
                {
                    _writer.WritePropertyName("schema");
                    _schemas.WriteUse(answer);
                }
            }
            _writer.WriteEndObject();
        }
        _writer.WriteStartObject("401");
        _writer.WriteString("description", "Unauthorized");
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void Content(IReadOnlyList<string> mediaTypes, TypeSchema type)
    {
        _writer.WriteStartObject("content");
        foreach (var mediaType in mediaTypes)
        {
            _writer.WriteStartObject(mediaType);
            _writer.WritePropertyName("schema");
            _schemas.WriteUse(type);
            _writer.WriteEndObject();
        }
        _writer.WriteEndObject();
    }

    private void Strings(string name, IReadOnlyList<string> values)
    {
        _writer.WriteStartArray(name);
        foreach (var value in values) _writer.WriteStringValue(value);
        _writer.WriteEndArray();
    }
}
