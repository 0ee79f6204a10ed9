using System.ComponentModel;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>Makes a schema of a class: its members, and what the attributes on them demand.</summary>
internal sealed class OwnSchema(OwnJson json)
{
    private readonly Stack<Type> _above = new();

    public V1JSONSchemaProps Make() => Of(json.Root);

    private V1JSONSchemaProps Of(Type type) => ScalarSchemas.Find(type) ?? Of(json.Find(Nullable.GetUnderlyingType(type) ?? type));

    private V1JSONSchemaProps Of(JsonTypeInfo info)
    {
        if (ScalarSchemas.Find(info.Type) is { } scalar) return scalar;
        if (info.Converter is ISchemaSource model) return ModelSchemas.Of(model.Schema);
        if (info.Type.IsEnum) return EnumOf(info);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectOf(info),
            JsonTypeInfoKind.Enumerable when info.ElementType is { } item =>
                new() { Type = "array", Items = new V1JSONSchemaPropsOrArray { Schema = Of(item) } },
            JsonTypeInfoKind.Dictionary when info.ElementType is { } value =>
                new() { Type = "object", AdditionalProperties = new V1JSONSchemaPropsOrBool { Allows = true, Schema = Of(value) } },
            _ => ScalarSchemas.Anything(),
        };
    }

    private V1JSONSchemaProps ObjectOf(JsonTypeInfo info)
    {
        // Structural schemas are trees: below itself a type is not described again.
        if (_above.Contains(info.Type)) return new() { Type = "object", XKubernetesPreserveUnknownFields = true };
        _above.Push(info.Type);
        var schema = new V1JSONSchemaProps { Type = "object" };
        var properties = new Dictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal);
        foreach (var property in info.Properties)
        {
            if (property.IsExtensionData)
            {
                schema.XKubernetesPreserveUnknownFields = true;
                continue;
            }

            var member = Of(property.PropertyType);
            var attributes = property.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [];
            MemberRules.Apply(member, attributes);
            if (attributes.OfType<DefaultValueAttribute>().FirstOrDefault() is { } given) member.Default = Default(given.Value, property.PropertyType);
            properties[property.Name] = member;
            if (json.IsRequired(info.Type, property.Name) || MemberRules.IsRequired(attributes)) (schema.Required ??= []).Add(property.Name);
        }

        _above.Pop();
        if (properties.Count > 0) schema.Properties = properties;
        MemberRules.Apply(schema, info.Type.GetCustomAttributes(inherit: true));
        return schema;
    }

    private static V1JSONSchemaProps EnumOf(JsonTypeInfo info)
    {
        var values = new List<RawJson>();
        foreach (var value in Enum.GetValuesAsUnderlyingType(info.Type))
        {
            var text = new RawJson(JsonSerializer.SerializeToUtf8Bytes(Enum.ToObject(info.Type, value), info));
            if (!values.Contains(text)) values.Add(text);
        }

        return new() { Type = values is [{ Utf8.Span: [(byte)'"', ..] }, ..] ? "string" : "integer", Enum = values };
    }

    private RawJson Default(object? value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null) return RawJson.From("null");
        if (value.GetType() != type && value is IConvertible && !type.IsEnum && typeof(IConvertible).IsAssignableFrom(type))
            value = Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture);
        // What stands in an attribute for a type that no attribute can hold is its JSON.
        if (value.GetType() != type) return value is string text ? new(Encoding.UTF8.GetBytes(text)) : RawJson.From($"{value}");
        return new(JsonSerializer.SerializeToUtf8Bytes(value, json.Find(type)));
    }
}
