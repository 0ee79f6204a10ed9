using System.Text.Json;
using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>Writes schemas in the two versions of OpenAPI, which differ in references, defaults and unions of types.</summary>
internal sealed class SchemaWriter(Utf8JsonWriter writer, bool version3)
{
    private readonly string _reference = version3 ? "#/components/schemas/" : "#/definitions/";

    public void WriteDefinition(TypeSchema type)
    {
        if (type.Traits.Published is { } published)
        {
            published.Write(writer, version3);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("description", FactLines.Of(type));
        WriteShape(type);
        WriteTraits(type);
        if (type.MapTopology == MapTopology.Atomic) writer.WriteString("x-kubernetes-map-type", "atomic");
        if (type.Kinds.Count > 0)
        {
            writer.WriteStartArray("x-kubernetes-group-version-kind");
            foreach (var kind in type.Kinds) WriteKind(kind);
            writer.WriteEndArray();
        }
        if (type.Unions is { } unions)
        {
            writer.WritePropertyName("x-kubernetes-unions");
            writer.WriteRawValue(unions);
        }
        writer.WriteEndObject();
    }

    /// <summary>A type where it is used: a reference when it has a name.</summary>
    public void WriteUse(TypeSchema type)
    {
        writer.WriteStartObject();
        if (type.Name is { } name) writer.WriteString("$ref", _reference + name);
        else
        {
            WriteShape(type);
            WriteTraits(type);
        }
        writer.WriteEndObject();
    }

    public void WriteKind(Models.GroupVersionKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("group", kind.Group);
        writer.WriteString("kind", kind.Kind);
        writer.WriteString("version", kind.Version);
        writer.WriteEndObject();
    }

    private void WriteField(FieldSchema field)
    {
        writer.WriteStartObject(field.Name);
        if (field.Type.Name is not { } name)
        {
            writer.WriteString("description", FactLines.Of(field));
            WriteShape(field.Type);
            WriteTraits(field.Type);
        }
        else if (version3)
        {
            writer.WriteStartArray("allOf");
            WriteUse(field.Type);
            writer.WriteEndArray();
            writer.WriteString("description", FactLines.Of(field));
        }
        else
        {
            writer.WriteString("$ref", _reference + name);
            writer.WriteString("description", FactLines.Of(field));
        }
        if (version3 && field.Default is { } value)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(value);
        }
        WritePlaceInfo(field);
        writer.WriteEndObject();
    }

    private void WritePlaceInfo(FieldSchema field)
    {
        if (field.MapTopologyHere is { } topology)
            writer.WriteString("x-kubernetes-map-type", topology == MapTopology.Atomic ? "atomic" : "granular");
        else if (field.Type.Name is null && field.Type.MapTopology == MapTopology.Atomic) writer.WriteString("x-kubernetes-map-type", "atomic");
        if (field.PatchMergeKey is { } key) writer.WriteString("x-kubernetes-patch-merge-key", key);
        if (field.PatchStrategy == PatchStrategy.None) return;
        var strategies = new List<string>(2);
        if (field.PatchStrategy.HasFlag(PatchStrategy.Merge)) strategies.Add("merge");
        if (field.PatchStrategy.HasFlag(PatchStrategy.Replace)) strategies.Add("replace");
        if (field.PatchStrategy.HasFlag(PatchStrategy.RetainKeys)) strategies.Add("retainKeys");
        writer.WriteString("x-kubernetes-patch-strategy", string.Join(',', strategies));
    }

    private void WriteShape(TypeSchema type)
    {
        switch (type.Kind)
        {
            case SchemaKind.Object:
                WriteObject(type);
                break;
            case SchemaKind.Map:
                writer.WriteString("type", "object");
                writer.WritePropertyName("additionalProperties");
                WriteUse(type.Element!);
                break;
            case SchemaKind.List:
                writer.WriteString("type", "array");
                writer.WritePropertyName("items");
                WriteUse(type.Element!);
                WriteListType(type);
                break;
            case SchemaKind.IntegerOrString:
                WriteEither("int-or-string", "integer", "string");
                if (type.Name is null) writer.WriteBoolean("x-kubernetes-int-or-string", true);
                break;
            case SchemaKind.Quantity:
                WriteEither(null, "string", "number");
                break;
            case SchemaKind.Any:
                // Raw extensions and field sets are objects; JSON values and the schema's own either-or types are anything.
                if (type.Name is { } name && !name.Contains(".JSON", StringComparison.Ordinal)) writer.WriteString("type", "object");
                break;
            default:
                writer.WriteString("type", TypeName(type.Kind));
                if (type.Format is { } format) writer.WriteString("format", format);
                break;
        }
    }

    private void WriteObject(TypeSchema type)
    {
        writer.WriteString("type", "object");
        if (type.Fields.Length > 0)
        {
            writer.WriteStartObject("properties");
            foreach (var field in type.Fields) WriteField(field);
            writer.WriteEndObject();
        }
        if (type.Element is { } additional)
        {
            writer.WritePropertyName("additionalProperties");
            WriteUse(additional);
        }
        var any = false;
        foreach (var field in type.Fields) any |= field.Required;
        if (!any) return;
        writer.WriteStartArray("required");
        foreach (var field in type.Fields)
            if (field.Required) writer.WriteStringValue(field.Name);
        writer.WriteEndArray();
    }

    private void WriteListType(TypeSchema type)
    {
        if (type.ListMapKeys.Count > 0)
        {
            writer.WriteStartArray("x-kubernetes-list-map-keys");
            foreach (var key in type.ListMapKeys) writer.WriteStringValue(key);
            writer.WriteEndArray();
        }
        writer.WriteString("x-kubernetes-list-type", type.ListTopology switch
        {
            ListTopology.Map => "map",
            ListTopology.Set => "set",
            _ => "atomic",
        });
    }

    /// <summary>Version 2 cannot say that a value has one of two types, and says string.</summary>
    private void WriteEither(string? format, string first, string second)
    {
        if (format is not null) writer.WriteString("format", format);
        if (!version3)
        {
            writer.WriteString("type", "string");
            return;
        }
        writer.WriteStartArray("oneOf");
        foreach (var type in (ReadOnlySpan<string>)[first, second])
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void WriteTraits(TypeSchema type)
    {
        var traits = type.Traits;
        if (traits.Nullable && version3) writer.WriteBoolean("nullable", true);
        if (traits.PreservesUnknownFields) writer.WriteBoolean("x-kubernetes-preserve-unknown-fields", true);
        if (traits.EmbeddedResource) writer.WriteBoolean("x-kubernetes-embedded-resource", true);
        if (traits.Default is { } value && version3)
        {
            writer.WritePropertyName("default");
            writer.WriteRawValue(value);
        }
        if (traits.Enum.Count == 0) return;
        writer.WriteStartArray("enum");
        foreach (var allowed in traits.Enum) writer.WriteRawValue(allowed);
        writer.WriteEndArray();
    }

    private static string TypeName(SchemaKind kind) => kind switch
    {
        SchemaKind.Integer => "integer",
        SchemaKind.Number => "number",
        SchemaKind.Boolean => "boolean",
        _ => "string",
    };
}
